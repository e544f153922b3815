package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Reading and writing files that hold secrets: readable by their owner only from the first byte
/// on, never overwritten, never quoted in a message.
final class KeyFiles {
  private static final int MAX_BYTES = 4096;

  private KeyFiles() {}

  static String read(Path file, String what) {
    try {
      requirePrivate(file, what);
      if (Files.size(file) > MAX_BYTES) {
        throw GambesonException.badInput(
            "%s has more than %d bytes; it is no %s.".formatted(file, MAX_BYTES, what));
      }
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw GambesonException.badInput(
          "There is no %s at %s. `gambeson ledger init` makes one.".formatted(what, file), e);
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The %s %s cannot be read: %s.".formatted(what, file, e.getMessage()), e);
    }
  }

  /// A key that others could have read or put in place is not used. Where the file system has no
  /// POSIX permissions nothing is checked.
  private static void requirePrivate(Path file, String what) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    Set<PosixFilePermission> given = Files.getPosixFilePermissions(file);
    if (given.stream().anyMatch(p -> !p.name().startsWith("OWNER_"))) {
      throw GambesonException.badInput(
          "The %s %s has the permissions %s: its group or others can get at it, so it is not used. Run `chmod 600 %s`, and make a new key if somebody may have read it."
              .formatted(what, file, PosixFilePermissions.toString(given), file));
    }
  }

  static void create(Path file, byte[] content, boolean secret) {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
            permissions(file, secret))) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    } catch (FileAlreadyExistsException e) {
      throw GambesonException.usage(
          file + " exists; a key is never overwritten. Name another place or remove it yourself.");
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The key file %s cannot be written: %s.".formatted(file, e.getMessage()), e);
    }
  }

  static void createFolder(Path folder) {
    try {
      Path parent = folder.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(folder, attributes(folder, "rwx------"));
      }
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The folder %s cannot be made: %s.".formatted(folder, e.getMessage()), e);
    }
  }

  private static FileAttribute<?>[] permissions(Path file, boolean secret) {
    return attributes(file, secret ? "rw-------" : "rw-r--r--");
  }

  private static FileAttribute<?>[] attributes(Path file, String permissions) {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
