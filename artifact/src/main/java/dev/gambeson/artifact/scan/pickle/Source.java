package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// The bytes of a pickle, read forward through a window on the heap: an array costs a fraction of
/// what checked access to mapped memory costs for every byte.
final class Source {
  private static final int WINDOW = 1 << 16;

  /// Longest line of a text opcode; CPython has no limit, but nothing writes longer ones.
  private static final int MAX_LINE = 1 << 16;

  private final Input input;
  private final long size;
  private final byte[] window;
  private long base;
  private int at;
  private int filled;

  Source(Input input, long from) {
    this.input = input;
    this.size = input.size();
    this.window = new byte[(int) Math.min(WINDOW, Math.max(16, size - from))];
    seek(from);
  }

  Input input() {
    return input;
  }

  long position() {
    return base + at;
  }

  long size() {
    return size;
  }

  void seek(long offset) {
    if (offset < 0 || offset > size) {
      throw new Malformed(Math.clamp(offset, 0, size), "it refers to bytes beyond its end");
    }
    if (offset >= base && offset - base <= filled) {
      at = (int) (offset - base);
    } else {
      base = offset;
      at = 0;
      filled = 0;
    }
  }

  private void need(int n) {
    if (filled - at < n) {
      refill(n);
    }
  }

  private void refill(int n) {
    base += at;
    at = 0;
    filled = (int) Math.min(window.length, size - base);
    MemorySegment.copy(input.bytes(), ValueLayout.JAVA_BYTE, base, window, 0, filled);
    if (filled < n) {
      filled = (int) Math.min(window.length, size - base);
      throw new Malformed(base, "it ends in the middle of an instruction");
    }
  }

  /// Whether nothing is left.
  boolean atEnd() {
    return base + at >= size;
  }

  int u8() {
    need(1);
    return window[at++] & 0xff;
  }

  int u16() {
    need(2);
    int v = (window[at] & 0xff) | ((window[at + 1] & 0xff) << 8);
    at += 2;
    return v;
  }

  int i32() {
    need(4);
    int v =
        (window[at] & 0xff)
            | ((window[at + 1] & 0xff) << 8)
            | ((window[at + 2] & 0xff) << 16)
            | (window[at + 3] << 24);
    at += 4;
    return v;
  }

  long i64() {
    long low = i32() & 0xffff_ffffL;
    return low | ((long) i32() << 32);
  }

  /// The next two bytes as one number without reading on; -1 when there are not two.
  int peek2() {
    if (filled - at < 2) {
      if (size - base - at < 2) {
        return -1;
      }
      refill(2);
    }
    return (window[at] & 0xff) | ((window[at + 1] & 0xff) << 8);
  }

  void skip(long n) {
    if (n < 0 || n > size - base - at) {
      throw new Malformed(
          position(), "%d bytes are announced, %d are left".formatted(n, size - position()));
    }
    if (n <= filled - at) {
      at += (int) n;
    } else {
      seek(base + at + n);
    }
  }

  /// A line without its end.
  String line() {
    long from = position();
    int length = 0;
    while (true) {
      need(1);
      if (window[at++] == '\n') {
        break;
      }
      if (++length > MAX_LINE) {
        throw new Malformed(from, "a line is longer than any instruction needs");
      }
    }
    return text(from, length, StandardCharsets.UTF_8);
  }

  /// Skips a line.
  ///
  /// @return its length without its end
  long skipLine() {
    long from = position();
    while (u8() != '\n') {
      // on
    }
    return position() - from - 1;
  }

  String text(long from, int length, Charset charset) {
    return input.text(from, length, MAX_LINE, charset);
  }
}
