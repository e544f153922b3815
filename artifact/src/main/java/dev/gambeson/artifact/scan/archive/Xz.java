package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Scan;
import org.tukaani.xz.XZInputStream;

/// xz, of one or more streams.
final class Xz extends Packed {
  Xz() {
    super("xz");
  }

  @Override
  public boolean recognises(Input input) {
    return input.matches(0, (byte) 0xfd, (byte) '7', (byte) 'z', (byte) 'X', (byte) 'Z', (byte) 0);
  }

  @Override
  Unpacker.Result unpack(Input input, Scan scan, long max) {
    return Unpacker.read(
        input.bytes(), max, s -> new XZInputStream(s, MEMORY_KIB), s -> s.position());
  }
}
