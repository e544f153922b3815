package dev.gambeson.registry.crypt;

import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.store.Reasons;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Where content goes: tells a target that cannot be written from a source that cannot be read, and
/// leaves the closing to whoever opened it.
final class Target extends FilterOutputStream {
  private final String name;

  Target(OutputStream to, String name) {
    super(to);
    this.name = name;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) {
    try {
      out.write(bytes, from, count);
    } catch (IOException e) {
      throw GambesonException.badInput(
          "%s cannot be written: %s. Nothing of it is left behind.".formatted(name, Reasons.of(e)),
          e);
    }
  }

  @Override
  public void close() throws IOException {
    out.flush();
  }
}
