package dev.gambeson.registry.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A part of a file as a stream. Opened anew for every attempt of an upload.
final class FileSlice extends InputStream {
  private final FileChannel channel;
  private long left;

  private FileSlice(FileChannel channel, long left) {
    this.channel = channel;
    this.left = left;
  }

  static InputStream open(Path file, long from, long count) {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      channel.position(from);
      return new FileSlice(channel, count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int count) throws IOException {
    if (left == 0) {
      return -1;
    }
    int n = channel.read(ByteBuffer.wrap(bytes, from, (int) Math.min(count, left)));
    left -= Math.max(n, 0);
    return n;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
