package dev.gambeson.data.internal.stream;

import dev.gambeson.data.source.SourceOptions.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/// Unpacks gzip within a budget: what unpacks to too much, or to too many times its size, is
/// refused before it is there. Bytes behind the last member are refused too: another program might
/// read them.
final class GzipInput extends GZIPInputStream {
  private static final int TRAILER = 8;

  /// Long runs of blanks at the beginning are no bomb.
  private static final long RATIO_FROM = 64 << 20;

  private final CountedInput packed;
  private final Limits limits;
  private long unpacked;

  GzipInput(CountedInput packed, InputStream in, Limits limits) throws IOException {
    super(in, 1 << 16);
    this.packed = packed;
    this.limits = limits;
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    int n = super.read(buffer, from, length);
    if (n < 0) {
      if (inf.getRemaining() > TRAILER || in.read() >= 0) {
        throw new IOException("bytes follow the end of the gzip archive");
      }
      return n;
    }
    unpacked += n;
    if (unpacked > limits.unpackedBytes()) {
      throw new IOException(
          "it unpacks to more than %,d bytes, the limit".formatted(limits.unpackedBytes()));
    }
    if (unpacked > RATIO_FROM && unpacked / limits.ratio() > packed.count()) {
      throw new IOException(
          "it unpacks to more than %,d times its size, as a decompression bomb does. Unpack it yourself if you trust it"
              .formatted(limits.ratio()));
    }
    return n;
  }
}
