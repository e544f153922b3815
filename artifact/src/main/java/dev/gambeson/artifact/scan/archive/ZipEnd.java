package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An end of a central directory (APPNOTE 4.3.14 to 4.3.16), with the zip64 records before it.
///
/// @param at where it begins
/// @param start where it and its zip64 records begin
/// @param end after its comment
/// @param offset of the directory, as stated
/// @param size of the directory, as stated
/// @param count of members, as stated
record ZipEnd(long at, long start, long end, long offset, long size, long count) {
  static final byte[] SIGNATURE = {'P', 'K', 5, 6};
  private static final byte[] LOCATOR = {'P', 'K', 6, 7};
  private static final byte[] RECORD = {'P', 'K', 6, 6};
  private static final int LENGTH = 22;
  private static final int REACH = LENGTH + 0xffff;

  /// What the stated offsets are relative to: the length of what stands before the archive.
  long base() {
    return start - size - offset;
  }

  /// The end records within reach of the end of the file, the last one first.
  static List<ZipEnd> inTail(Input input) {
    List<ZipEnd> ends = new ArrayList<>();
    long last = input.size() - LENGTH;
    for (long at = last; at >= Math.max(0, last - 0xffff) && ends.size() < 16; at--) {
      at(input, at).ifPresent(ends::add);
    }
    return ends;
  }

  /// The record whose comment reaches exactly to the end of the file.
  static Optional<ZipEnd> exact(Input input) {
    long last = input.size() - LENGTH;
    for (long at = last; at >= Math.max(0, input.size() - REACH); at--) {
      if (input.u8(at) == 'P') {
        Optional<ZipEnd> end = at(input, at).filter(e -> e.end() == input.size());
        if (end.isPresent()) {
          return end;
        }
      }
    }
    return Optional.empty();
  }

  /// The record at an offset, if one stands there whose directory lies before it.
  static Optional<ZipEnd> at(Input input, long at) {
    if (!input.matches(at, SIGNATURE) || at > input.size() - LENGTH) {
      return Optional.empty();
    }
    long end = Math.min(input.size(), at + LENGTH + input.u16(at + 20));
    ZipEnd plain =
        new ZipEnd(at, at, end, input.u32(at + 16), input.u32(at + 12), input.u16(at + 10));
    ZipEnd wide = plain;
    if (input.matches(at - 20, LOCATOR)) {
      try {
        wide = wide(input, plain);
      } catch (Malformed e) {
        return Optional.empty();
      }
    }
    return wide.size() <= wide.start() && wide.base() >= 0 ? Optional.of(wide) : Optional.empty();
  }

  /// Takes the zip64 record where the locator says, or right before the locator, as Python does.
  private static ZipEnd wide(Input input, ZipEnd plain) {
    long locator = plain.at() - 20;
    long stated = input.length64(locator + 8);
    long record = input.matches(stated, RECORD) ? stated : locator - 56;
    if (!input.matches(record, RECORD)) {
      return plain;
    }
    return new ZipEnd(
        plain.at(),
        record,
        plain.end(),
        input.length64(record + 48),
        input.length64(record + 40),
        input.length64(record + 32));
  }
}
