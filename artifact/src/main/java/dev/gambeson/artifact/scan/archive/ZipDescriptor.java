package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.Input;

/// What may stand after the data of a streamed member (APPNOTE 4.3.9).
final class ZipDescriptor {
  private ZipDescriptor() {}

  /// Where a member ends: after its data, or after the descriptor that follows it and says the same
  /// as the directory.
  static long end(Input input, ZipRecord central, long data) {
    long at = data + central.packed();
    if (at < data || at > input.size()) {
      return Math.min(data, input.size());
    }
    long from = input.matches(at, ZipRecord.DESCRIPTOR) ? at + 4 : at;
    if (from + 20 <= input.size()
        && input.u32(from) == central.crc()
        && input.i64(from + 4) == central.packed()
        && input.i64(from + 12) == central.size()) {
      return from + 20;
    }
    if (from + 12 <= input.size()
        && input.u32(from) == central.crc()
        && input.u32(from + 4) == central.packed()
        && input.u32(from + 8) == central.size()) {
      return from + 12;
    }
    return at;
  }

  /// The next header or descriptor, or the end of the gap.
  static long nextHeader(Input input, long from, long to) {
    long at = from;
    while (true) {
      at = input.find((byte) 'P', at, to);
      if (at < 0) {
        return to;
      }
      if (input.matches(at, ZipRecord.LOCAL)
          || input.matches(at, ZipRecord.CENTRAL)
          || input.matches(at, ZipRecord.DESCRIPTOR)
          || input.matches(at, ZipEnd.SIGNATURE)) {
        return at;
      }
      at++;
    }
  }
}
