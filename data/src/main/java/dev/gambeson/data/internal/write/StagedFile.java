package dev.gambeson.data.internal.write;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.data.source.TableWriter.Chunk;
import dev.gambeson.data.source.TableWriter.Written;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/// A file on its way: hashed as it is written, in chunks and whole.
final class StagedFile implements AutoCloseable {
  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private final MessageDigest whole = Sha256.digest();
  private final MessageDigest part = Sha256.digest();
  private final List<Chunk> chunks = new ArrayList<>();
  private long position;
  private long partStart;
  private long rows;

  StagedFile(Path target) {
    Path absolute = target.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw GambesonException.usage("There is no folder for %s. Make it first.".formatted(target));
    }
    this.target = target;
    this.temporary =
        folder.resolve("." + absolute.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      this.channel =
          FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /// Appends what the buffer has left.
  void append(ByteBuffer bytes) {
    whole.update(bytes.duplicate());
    part.update(bytes.duplicate());
    position += bytes.remaining();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /// Bytes so far.
  long position() {
    return position;
  }

  /// What was written so far belongs to no chunk.
  void beginChunk() {
    part.reset();
    partStart = position;
  }

  /// Closes a chunk of this many rows; what comes next belongs to the next one.
  void endChunk(long rowsOfChunk) {
    chunks.add(
        new Chunk(
            rows + 1,
            rowsOfChunk,
            HexFormat.of().formatHex(part.digest()),
            partStart,
            position - partStart));
    rows += rowsOfChunk;
    partStart = position;
  }

  /// Makes the file appear.
  Written finish(long formulaCells) {
    try {
      channel.force(true);
      channel.close();
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failed(e);
    }
    String digest = HexFormat.of().formatHex(whole.digest());
    return new Written(target, rows, position, digest, chunks, formulaCells);
  }

  private GambesonException failed(IOException e) {
    return GambesonException.badInput(
        "%s cannot be written: %s. Nothing was left behind.".formatted(target, e.getMessage()), e);
  }

  @Override
  public void close() {
    try (channel) {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
