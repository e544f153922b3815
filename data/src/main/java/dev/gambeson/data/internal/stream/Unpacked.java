package dev.gambeson.data.internal.stream;

import dev.gambeson.data.source.SourceOptions.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/// What is packed with gzip, unpacked; anything else as it is.
final class Unpacked {
  private Unpacked() {}

  static InputStream of(CountedInput raw, Limits limits) throws IOException {
    PushbackInputStream in =
        new PushbackInputStream(raw, 2) {
          @Override
          public int available() throws IOException {
            return super.available() > 0 ? 1 : 0;
          }
        };
    byte[] magic = new byte[2];
    int n = in.readNBytes(magic, 0, 2);
    in.unread(magic, 0, n);
    boolean gzip = n == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
    return gzip ? new GzipInput(raw, in, limits) : in;
  }
}
