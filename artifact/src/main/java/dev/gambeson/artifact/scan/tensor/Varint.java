package dev.gambeson.artifact.scan.tensor;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;

/// Numbers as protobuf writes them.
final class Varint {
  private Varint() {}

  /// The first byte after a number.
  static long end(Input in, long at) {
    for (int i = 0; i < 10; i++) {
      if (in.u8(at + i) < 0x80) {
        return at + i + 1;
      }
    }
    throw new Malformed(at, "a number of more than ten bytes");
  }

  /// A length.
  static long at(Input in, long at) {
    long value = 0;
    for (long i = end(in, at) - 1; i >= at; i--) {
      value = (value << 7) | (in.u8(i) & 0x7f);
    }
    if (value < 0 || value > Long.MAX_VALUE / 2) {
      throw new Malformed(at, "a length beyond any file");
    }
    return value;
  }
}
