package dev.gambeson.core.io;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.stream.Stream;

/// A folder that appears whole or not at all: filled under a hidden name beside its target, flushed
/// to the disk, renamed.
///
/// A process that is killed before [#publish] leaves the hidden folder `.NAME.….tmp` behind and
/// nothing else; it may be deleted.
public final class StagedFolder implements AutoCloseable {
  private final Path target;
  private final Path folder;
  private boolean published;

  private StagedFolder(Path target, Path folder) {
    this.target = target;
    this.folder = folder;
  }

  /// Begins a folder.
  ///
  /// @param target must not exist, or be an empty folder; the folder around it must exist
  /// @throws GambesonException when the target is taken or cannot be written to
  public static StagedFolder of(Path target) {
    Path whole = target.toAbsolutePath().normalize();
    Path parent = whole.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw GambesonException.usage(
          "The folder of %s does not exist. Create it first.".formatted(target));
    }
    if (Files.exists(whole, LinkOption.NOFOLLOW_LINKS) && !isEmptyFolder(whole)) {
      throw GambesonException.usage(
          "%s exists already. Name a new folder, or an empty one.".formatted(target));
    }
    Path beside = parent.resolve("." + whole.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      Files.createDirectory(beside);
    } catch (IOException e) {
      throw failed(target, e);
    }
    return new StagedFolder(whole, beside);
  }

  private static boolean isEmptyFolder(Path folder) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /// Where to write until [#publish].
  public Path path() {
    return folder;
  }

  /// Makes the folder appear under its name.
  public void publish() {
    try {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.toList()) {
          flush(file);
        }
      }
      Files.deleteIfExists(target); // only an empty folder can be there
      Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
      Path parent = target.getParent();
      if (parent != null) {
        flush(parent);
      }
      published = true;
    } catch (IOException e) {
      throw failed(target, e);
    }
  }

  private static void flush(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      if (!Files.isDirectory(file)) { // some systems cannot open a folder
        throw e;
      }
    }
  }

  private static GambesonException failed(Path target, IOException e) {
    return GambesonException.badInput(
        "%s cannot be written: %s. Nothing was left behind.".formatted(target, e.getMessage()), e);
  }

  /// Removes what was not published.
  @Override
  public void close() {
    if (!published) {
      Folders.deleteQuietly(folder);
    }
  }
}
