package dev.gambeson.data.internal.stream;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.Sha256;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;

/// A file. What it looked like when it was named (size, time of change, inode) is what it must look
/// like before and after every reading.
final class LocalOrigin implements Origin {
  private final Path file;
  private final Stamp stamp;

  private record Stamp(long size, long modified, @org.jspecify.annotations.Nullable Object key) {
    static Stamp of(Path file) throws IOException {
      BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(a.size(), a.lastModifiedTime().toMillis(), a.fileKey());
    }
  }

  LocalOrigin(Path file) {
    this.file = file;
    if (!Files.exists(file)) {
      throw GambesonException.usage("There is no file %s.".formatted(file.toAbsolutePath()));
    }
    if (!Files.isRegularFile(file)) {
      throw GambesonException.usage(
          file + " is a pipe or device; write the data to a file first, since it is read twice.");
    }
    if (!Files.isReadable(file)) {
      throw GambesonException.badInput(file + " cannot be read: permission denied.");
    }
    try {
      this.stamp = Stamp.of(file);
    } catch (IOException e) {
      throw GambesonException.badInput(file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public String leaf() {
    return String.valueOf(file.getFileName());
  }

  @Override
  public Optional<Origin> sibling(String leaf) {
    Path beside = file.resolveSibling(leaf);
    return !leaf.equals(leaf()) && Files.isRegularFile(beside)
        ? Optional.of(new LocalOrigin(beside))
        : Optional.empty();
  }

  @Override
  public long size() {
    return stamp.size;
  }

  private void requireUnchanged() throws IOException {
    if (!Objects.equals(stamp, Stamp.of(file))) {
      throw new IOException("it was changed while it was read; start again when nobody writes it");
    }
  }

  @Override
  public InputStream open() throws IOException {
    requireUnchanged();
    return new FilterInputStream(Files.newInputStream(file)) {
      @Override
      public int read() throws IOException {
        int b = super.read();
        if (b < 0) {
          requireUnchanged();
        }
        return b;
      }

      @Override
      public int read(byte[] buffer, int from, int length) throws IOException {
        int n = super.read(buffer, from, length);
        if (n < 0) {
          requireUnchanged();
        }
        return n;
      }
    };
  }

  @Override
  public Pieces pieces() throws IOException {
    requireUnchanged();
    return new LocalPieces(FileChannel.open(file, StandardOpenOption.READ));
  }

  private final class LocalPieces implements Pieces {
    private final FileChannel channel;
    private long reached;

    LocalPieces(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public byte[] read(long from, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.allocate(length);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, from + buffer.position()) < 0) {
          throw new IOException("the file became shorter while it was read");
        }
      }
      return buffer.array();
    }

    @Override
    public Window window(long from, long to) {
      reached = Math.max(reached, to);
      return new Window(channel, 0);
    }

    @Override
    public String sha256() throws IOException {
      String digest = Sha256.of(file); // a second reading, from the page cache
      requireUnchanged();
      return digest;
    }

    @Override
    public long bytesRead() {
      return reached;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
