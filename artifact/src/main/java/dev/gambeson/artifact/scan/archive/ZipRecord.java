package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.Input;
import java.nio.charset.StandardCharsets;

/// A member as one header describes it: of the central directory (APPNOTE 4.3.12) or the local one
/// before the data (4.3.7).
///
/// @param isCentral whether it is one of the central directory
/// @param at where the header begins
/// @param header length of the header with name, extra fields and comment
/// @param name in UTF-8; what is no UTF-8 is read as Latin 1, so that no two names become one
/// @param flags general purpose bits
/// @param method of compression
/// @param crc of the unpacked bytes
/// @param packed size in the archive
/// @param size unpacked
/// @param target where the local header stands, relative to the archive; of local ones 0
/// @param attributes of the file system, with the system in the upper 32 bits
/// @param extra where the extra fields begin
/// @param extraLength of the extra fields
record ZipRecord(
    boolean isCentral,
    long at,
    long header,
    String name,
    int flags,
    int method,
    long crc,
    long packed,
    long size,
    long target,
    long attributes,
    long extra,
    int extraLength) {
  static final byte[] CENTRAL = {'P', 'K', 1, 2};
  static final byte[] LOCAL = {'P', 'K', 3, 4};
  static final byte[] DESCRIPTOR = {'P', 'K', 7, 8};
  private static final int MAX_NAME = 0xffff;
  private static final long WIDE = 0xffff_ffffL;

  static ZipRecord central(Input input, long at) {
    int nameLength = input.u16(at + 28);
    int extraLength = input.u16(at + 30);
    long header = 46L + nameLength + extraLength + input.u16(at + 32);
    input.slice(at, header);
    long extra = at + 46 + nameLength;
    ZipRecord plain =
        new ZipRecord(
            true,
            at,
            header,
            name(input, at + 46, nameLength),
            input.u16(at + 8),
            input.u16(at + 10),
            input.u32(at + 16),
            input.u32(at + 20),
            input.u32(at + 24),
            input.u32(at + 42),
            (long) input.u8(at + 5) << 32 | input.u32(at + 38),
            extra,
            extraLength);
    return plain.widened(input);
  }

  static ZipRecord local(Input input, long at) {
    int nameLength = input.u16(at + 26);
    int extraLength = input.u16(at + 28);
    long header = 30L + nameLength + extraLength;
    input.slice(at, header);
    ZipRecord plain =
        new ZipRecord(
            false,
            at,
            header,
            name(input, at + 30, nameLength),
            input.u16(at + 6),
            input.u16(at + 8),
            input.u32(at + 14),
            input.u32(at + 18),
            input.u32(at + 22),
            0,
            0,
            at + 30 + nameLength,
            extraLength);
    return plain.widened(input);
  }

  /// Whether sizes and checksum stand after the data instead of here.
  boolean isStreamed() {
    return (flags & 8) != 0;
  }

  boolean isEncrypted() {
    return (flags & 1) != 0 || method == 99;
  }

  /// Whether the file system's attributes make it a symbolic link.
  boolean isLink() {
    return (attributes >>> 16 & 0xf000) == 0xa000;
  }

  /// Sizes and offset of 64 bits from the zip64 extra field (APPNOTE 4.5.3).
  private ZipRecord widened(Input input) {
    long end = extra + extraLength;
    for (long at = extra; at + 4 <= end; at += 4 + input.u16(at + 2)) {
      long stop = Math.min(end, at + 4 + input.u16(at + 2));
      if (input.u16(at) == 1) {
        return widened(input, at + 4, stop);
      }
    }
    return this;
  }

  private ZipRecord widened(Input input, long from, long stop) {
    long at = from;
    long[] values = {size, packed, target};
    for (int i = 0; i < values.length; i++) {
      if (values[i] == WIDE && at + 8 <= stop) {
        values[i] = input.length64(at);
        at += 8;
      }
    }
    return with(values[1], values[0], values[2]);
  }

  /// The same member with other sizes.
  ZipRecord with(long newPacked, long newSize, long newTarget) {
    return new ZipRecord(
        isCentral,
        at,
        header,
        name,
        flags,
        method,
        crc,
        newPacked,
        newSize,
        newTarget,
        attributes,
        extra,
        extraLength);
  }

  private static String name(Input input, long at, int length) {
    byte[] bytes = input.copy(at, length, MAX_NAME);
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.indexOf('\ufffd') < 0 ? text : new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
