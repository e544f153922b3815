package dev.gambeson.data.internal.stream;

import dev.gambeson.core.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/// Counts and hashes what passes, and holds an origin to its size.
final class CountedInput extends InputStream {
  private final Origin origin;
  private final MessageDigest digest;
  private final InputStream in;
  private long count;
  private boolean ended;

  CountedInput(Origin origin) throws IOException {
    this.origin = origin;
    this.digest = Sha256.digest();
    this.in = new DigestInputStream(origin.open(), digest);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    if (ended) {
      return -1;
    }
    int n = in.read(buffer, from, length);
    if (n < 0) {
      ended = true;
      if (count != origin.size()) {
        throw new IOException(
            "it breaks off after %,d of %,d bytes".formatted(count, origin.size()));
      }
      return -1;
    }
    count += n;
    return n;
  }

  /// Not 0 before the end: a reader of gzip takes 0 for the end of the last member.
  @Override
  public int available() {
    return count < origin.size() ? 1 : 0;
  }

  long count() {
    return count;
  }

  /// Of everything; reads to the end.
  String sha256() throws IOException {
    byte[] buffer = new byte[1 << 16];
    while (read(buffer, 0, buffer.length) >= 0) {
      // the digest takes it
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
