package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Scan;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/// bzip2, of one or more streams.
final class Bzip2 extends Packed {
  Bzip2() {
    super("bzip2");
  }

  @Override
  public boolean recognises(Input input) {
    return input.matches(0, "BZh")
        && input.size() >= 14
        && input.u8(3) >= '1'
        && input.u8(3) <= '9'
        && (input.i32be(4) == 0x31415926 || input.i32be(4) == 0x17724538);
  }

  @Override
  Unpacker.Result unpack(Input input, Scan scan, long max) {
    return Unpacker.read(
        input.bytes(), max, s -> new BZip2CompressorInputStream(s, true), s -> s.position());
  }
}
