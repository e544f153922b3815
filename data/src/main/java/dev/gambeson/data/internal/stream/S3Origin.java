package dev.gambeson.data.internal.stream;

import dev.gambeson.core.io.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/// One version of an object, held by its entity tag.
final class S3Origin implements Origin {
  private final S3Bucket bucket;
  private final String key;
  private final long size;
  private final String tag;

  S3Origin(S3Bucket bucket, String key, long size, String tag) {
    this.bucket = bucket;
    this.key = key;
    this.size = size;
    this.tag = tag;
  }

  @Override
  public String name() {
    return bucket.name(key);
  }

  @Override
  public String leaf() {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public InputStream open() throws IOException {
    return size == 0 ? InputStream.nullInputStream() : bucket.get(key, tag, 0, size);
  }

  @Override
  public Pieces pieces() throws IOException {
    return new S3Pieces();
  }

  /// Windows come one after the other as a rule, so that what is fetched can be hashed on the way
  /// and every byte is fetched once. They lie in a temporary file that has no name.
  private final class S3Pieces implements Pieces {
    private final MessageDigest digest = Sha256.digest();
    private final FileChannel spool;
    private long hashed;
    private boolean inOrder = true;
    private long bytes;

    S3Pieces() throws IOException {
      Path file = Files.createTempFile("gambeson", ".part");
      this.spool =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    }

    @Override
    public byte[] read(long from, int length) throws IOException {
      try (InputStream in = bucket.get(key, tag, from, from + length)) {
        byte[] piece = in.readNBytes(length);
        if (piece.length < length) {
          throw new EOFException();
        }
        return piece;
      }
    }

    @Override
    public Window window(long from, long to) throws IOException {
      spool.truncate(0);
      spool.position(0);
      inOrder &= from >= hashed;
      long start = inOrder ? hashed : from;
      fetch(start, to, from);
      hashed = inOrder ? to : hashed;
      return new Window(spool, -from);
    }

    /// Fetches and hashes bytes, and keeps those from `keepFrom` on.
    private void fetch(long from, long to, long keepFrom) throws IOException {
      if (from >= to) {
        return;
      }
      byte[] buffer = new byte[1 << 16];
      try (InputStream in = bucket.get(key, tag, from, to)) {
        long at = from;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (inOrder) {
            digest.update(buffer, 0, n);
          }
          int skip = Math.clamp(keepFrom - at, 0, n);
          ByteBuffer kept = ByteBuffer.wrap(buffer, skip, n - skip);
          while (kept.hasRemaining()) {
            spool.write(kept);
          }
          at += n;
        }
        bytes += at - from;
        if (at != to) {
          throw new EOFException();
        }
      }
    }

    @Override
    public String sha256() throws IOException {
      if (inOrder) {
        fetch(hashed, size, Long.MAX_VALUE);
      } else {
        digest.reset();
        inOrder = true;
        fetch(0, size, Long.MAX_VALUE);
      }
      hashed = size;
      return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public long bytesRead() {
      return bytes;
    }

    @Override
    public void close() throws IOException {
      spool.close();
    }
  }
}
