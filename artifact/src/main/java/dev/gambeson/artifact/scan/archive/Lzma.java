package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Scan;
import org.tukaani.xz.LZMAInputStream;

/// The old `.lzma` form, as joblib writes. It has no magic number: properties, dictionary size and
/// stated size must be what encoders write, and something must come out.
final class Lzma extends Packed {
  private static final int ENOUGH = 64;
  private static final long MAX_SIZE = 1L << 40;

  Lzma() {
    super("lzma");
  }

  @Override
  public boolean recognises(Input input) {
    if (input.size() < 18 || input.u8(0) != 0x5d || input.u8(13) != 0) {
      return false;
    }
    long dictionary = input.u32(1);
    long size = input.i64(5);
    if (Long.bitCount(dictionary) > 2 || dictionary < 1 << 12 || size < -1 || size > MAX_SIZE) {
      return false;
    }
    Unpacker.Result result = unpack(input, ENOUGH);
    try (Unpacked unpacked = result.unpacked(java.util.List.of())) {
      return unpacked.bytes().byteSize() == ENOUGH || result.isWhole();
    }
  }

  @Override
  Unpacker.Result unpack(Input input, Scan scan, long max) {
    return unpack(input, max);
  }

  private static Unpacker.Result unpack(Input input, long max) {
    return Unpacker.read(
        input.bytes(), max, s -> new LZMAInputStream(s, MEMORY_KIB), s -> s.position());
  }
}
