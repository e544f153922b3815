package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// Extra fields (APPNOTE 4.5): a place to hide bytes and a second name.
final class ZipExtras {
  private static final int UNICODE_NAME = 0x7075;
  private static final int SMALL = 64;

  /// zip64, NTFS, Unix, times, Unicode comment, Java, AES, strong encryption, PyTorch's padding.
  private static final Set<Integer> KNOWN =
      Set.of(
          0x0001, 0x000a, 0x000d, 0x5455, 0x5855, 0x7855, 0x7875, 0x6375, 0x7075, 0xcafe, 0x9901,
          0x0017, 0x4246, 0xd935);

  private ZipExtras() {}

  static void check(Input input, Scan scan, ZipRecord record) {
    long end = record.extra() + record.extraLength();
    long at = record.extra();
    while (at + 4 <= end) {
      int id = input.u16(at);
      long length = input.u16(at + 2);
      if (at + 4 + length > end) {
        break;
      }
      field(input, scan, record, at + 4, id, length);
      at += 4 + length;
    }
    if (at < end && !isUniform(input, at, end - at)) {
      hidden(scan, record, at, end - at);
    }
  }

  private static void field(
      Input input, Scan scan, ZipRecord record, long at, int id, long length) {
    if (id == UNICODE_NAME && length > 5) {
      String other = input.text(at + 5, length - 5, 0xffff, StandardCharsets.UTF_8);
      if (!other.equals(record.name())) {
        scan.flag(
            Rules.AMBIGUITY,
            record.at(),
            "second name in an extra field",
            "The member '%s' is called '%s' in its Unicode extra field."
                .formatted(record.name(), other));
      }
      return;
    }
    if (length > SMALL && !isUniform(input, at, length)) {
      hidden(scan, record, at, length);
      scan.member(input.inner(record.name() + "@extra", input.slice(at, length)));
    } else if (!KNOWN.contains(id) && length > SMALL) {
      hidden(scan, record, at, length);
    }
  }

  /// Padding: one byte over and over, except for an old PyTorch that leaves its own zeros before
  /// it.
  private static boolean isUniform(Input input, long at, long length) {
    for (long i = 1; i < length; i++) {
      if (input.u8(at + i) != input.u8(at)) {
        return false;
      }
    }
    return true;
  }

  private static void hidden(Scan scan, ZipRecord record, long at, long length) {
    scan.flag(
        Rules.HIDDEN,
        Severity.MEDIUM,
        at,
        "bytes in an extra field",
        "%d bytes stand in an extra field of '%s' that no program needs."
            .formatted(length, record.name()));
  }
}
