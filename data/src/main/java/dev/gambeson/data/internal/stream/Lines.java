package dev.gambeson.data.internal.stream;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Cuts bytes into lines (LF or CRLF), none longer than a limit.
final class Lines {
  private final String name;
  private final InputStream in;
  private final int longest;
  private byte[] buffer = new byte[1 << 16];
  private int from;
  private int to;
  private long number;

  Lines(String name, InputStream in, int longest) {
    this.name = name;
    this.in = in;
    this.longest = longest;
  }

  /// The next line without its end, or null at the end of the file.
  byte @org.jspecify.annotations.Nullable [] next() throws IOException {
    int scanned = from;
    while (true) {
      for (int i = scanned; i < to; i++) {
        if (buffer[i] == '\n') {
          return line(i, i + 1);
        }
      }
      scanned = to - from;
      if (!fill()) {
        return from == to ? null : line(to, to);
      }
      scanned += from;
    }
  }

  private byte[] line(int end, int next) {
    number++;
    int stop = end > from && buffer[end - 1] == '\r' ? end - 1 : end;
    byte[] line = Arrays.copyOfRange(buffer, from, stop);
    from = next;
    return line;
  }

  private boolean fill() throws IOException {
    if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
      to -= from;
      from = 0;
    }
    if (to > longest) {
      throw GambesonException.badInput(
          "%s: line %,d has more than %,d bytes, the limit.".formatted(name, number + 1, longest));
    }
    if (to == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int n = in.read(buffer, to, buffer.length - to);
    to += Math.max(0, n);
    return n >= 0;
  }

  /// Lines given so far.
  long number() {
    return number;
  }
}
