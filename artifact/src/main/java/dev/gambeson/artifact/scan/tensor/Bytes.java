package dev.gambeson.artifact.scan.tensor;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;

/// Reads numbers in one byte order, one after the other.
final class Bytes {
  private final Input input;
  private final boolean isBig;
  private long at;

  Bytes(Input input, boolean isBig, long at) {
    this.input = input;
    this.isBig = isBig;
    this.at = at;
  }

  Input input() {
    return input;
  }

  long at() {
    return at;
  }

  long left() {
    return input.size() - at;
  }

  int u8() {
    return input.u8(at++);
  }

  int u16() {
    int value = isBig ? input.u16be(at) : input.u16(at);
    at += 2;
    return value;
  }

  long u32() {
    long value = isBig ? input.u32be(at) : input.u32(at);
    at += 4;
    return value;
  }

  /// A length or count of eight bytes.
  long length64() {
    long value = isBig ? input.i64be(at) : input.i64(at);
    if (value < 0) {
      throw new Malformed(
          at, "a length of %s is beyond any file".formatted(Long.toUnsignedString(value)));
    }
    at += 8;
    return value;
  }

  void skip(long bytes) {
    if (bytes < 0 || bytes > left()) {
      throw new Malformed(
          at, "%d bytes are announced, but %d are left".formatted(bytes, Math.max(0, left())));
    }
    at += bytes;
  }
}
