package dev.gambeson.registry.store;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.FileRights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import java.util.UUID;

/// Files and folders for their owner alone (0600, 0700) where the file system knows such rights; on
/// others nothing is set and nothing is checked.
public final class PrivateFiles {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private PrivateFiles() {}

  /// Makes a folder and its missing parents.
  public static void createFolders(Path folder) throws IOException {
    Files.createDirectories(folder, rights("rwx------"));
  }

  /// Writes a secret file whole or not at all: temporary file, fsync, rename.
  public static void write(Path target, byte[] content) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(target + " is no file name");
    }
    Path temporary = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
              rights("rw-------"))) {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /// Refuses a secret file that others than its owner may read or write. One that belongs to root
  /// may be readable by its group: so secrets are handed to a service that is not root
  /// (PostgreSQL's rule for keys; Kubernetes mounts them like that).
  ///
  /// @param what names it in the message, for example `The key file`
  public static void requirePrivate(Path file, String what) throws IOException {
    if (!FileRights.mayKeepSecret(file)) {
      throw GambesonException.badInput(
          "%s %s has the rights %s: others than its owner may use it. Treat what it holds as known to them, then `chmod 600 %s`."
              .formatted(
                  what,
                  file,
                  PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
                  file));
    }
  }

  /// Reads the random bytes of a key file, or makes them where the file is new.
  ///
  /// @param bytes how many it holds
  /// @throws GambesonException when others may read the file, or it holds another number of bytes
  public static byte[] secret(Path file, int bytes, SecureRandom random) throws IOException {
    if (!Files.exists(file)) {
      byte[] fresh = new byte[bytes];
      random.nextBytes(fresh);
      write(file, fresh);
      return fresh;
    }
    requirePrivate(file, "The key file");
    byte[] found = Files.readAllBytes(file);
    if (found.length != bytes) {
      throw GambesonException.badInput(
          "%s has %d bytes; such a key has %d. Restore it from a backup."
              .formatted(file, found.length, bytes));
    }
    return found;
  }

  /// For a file that is made with `FileChannel.open`: the owner's rights alone.
  public static FileAttribute<?>[] ownerOnly() {
    return rights("rw-------");
  }

  private static FileAttribute<?>[] rights(String rights) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))
        }
        : new FileAttribute<?>[0];
  }
}
