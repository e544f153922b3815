package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Scan;

/// A zlib stream (RFC 1950), as joblib and Python's `zlib` write. Its two header bytes occur in any
/// data, so that it is one only if something comes out.
final class Zlib extends Packed {
  private static final int ENOUGH = 256;

  Zlib() {
    super("zlib");
  }

  @Override
  public boolean recognises(Input input) {
    if (input.size() < 8 || (input.u8(0) & 0x8f) != 8 || input.u16be(0) % 31 != 0) {
      return false;
    }
    if ((input.u8(1) & 0x20) != 0) {
      return false; // with a dictionary, which nobody has
    }
    Unpacker.Result result = Unpacker.inflate(input.bytes(), ENOUGH, false);
    try (Unpacked unpacked = result.unpacked(java.util.List.of())) {
      return unpacked.bytes().byteSize() == ENOUGH || result.isWhole();
    }
  }

  @Override
  Unpacker.Result unpack(Input input, Scan scan, long max) {
    return Unpacker.inflate(input.bytes(), max, false);
  }
}
