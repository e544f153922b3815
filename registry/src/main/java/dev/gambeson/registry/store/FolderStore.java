package dev.gambeson.registry.store;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Objects in a local folder: `objects/ab/abcd…`.
///
/// Guarantees what [ObjectStore] asks for on a file system with atomic hard links or renames: data
/// and directory entries are flushed to the device before [#put] returns. Not protected: whoever
/// may write to the folder can delete objects, which reading tells but cannot undo.
public final class FolderStore implements ObjectStore {
  private static final Duration ABANDONED = Duration.ofDays(1);

  private final Path root;
  private final Path staging;
  private final Clock clock;

  private FolderStore(Path root, Path staging, Clock clock) {
    this.root = root;
    this.staging = staging;
    this.clock = clock;
  }

  /// Opens a folder, and makes it where it is missing. Leftovers of uploads that a crash cut off
  /// more than a day ago are removed.
  public static FolderStore open(Path folder, Clock clock) {
    Path root = folder.resolve("objects");
    Path staging = folder.resolve("staging");
    try {
      PrivateFiles.createFolders(root);
      PrivateFiles.createFolders(staging);
      sweep(staging, clock.instant().minus(ABANDONED));
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The object folder %s cannot be used: %s.".formatted(folder, Reasons.of(e)), e);
    }
    return new FolderStore(root, staging, clock);
  }

  private static void sweep(Path staging, Instant before) throws IOException {
    try (Stream<Path> files = Files.list(staging)) {
      for (Path file : files.toList()) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  @Override
  public boolean put(Digest name, Path staged) throws IOException {
    Path target = path(name);
    Path folder = root.resolve(target.getFileName().toString().substring(0, 2));
    if (Files.exists(target)) {
      return usedAgain(target);
    }
    if (!Files.isDirectory(folder)) {
      PrivateFiles.createFolders(folder);
      flushFolder(root);
    }
    flush(staged);
    try {
      // A link, not a rename: it fails where a rename would overwrite, so one of two writers wins.
      Files.createLink(target, staged);
    } catch (FileAlreadyExistsException _) {
      return usedAgain(target);
    } catch (UnsupportedOperationException _) {
      Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
    }
    flushFolder(folder);
    Files.deleteIfExists(staged);
    return true;
  }

  private boolean usedAgain(Path target) throws IOException {
    Files.setLastModifiedTime(target, FileTime.from(clock.instant()));
    return false;
  }

  private static void flush(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void flushFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public InputStream open(Digest name) throws IOException {
    return Files.newInputStream(path(name));
  }

  @Override
  public boolean contains(Digest name) {
    return Files.isRegularFile(path(name));
  }

  @Override
  public List<Stored> list() throws IOException {
    List<Stored> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root, 2)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        if (Digest.isDigest(name) && Files.isRegularFile(file)) {
          BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
          found.add(new Stored(new Digest(name), a.size(), a.lastModifiedTime().toInstant()));
        }
      }
    }
    found.sort((a, b) -> a.digest().compareTo(b.digest()));
    return List.copyOf(found);
  }

  @Override
  public boolean delete(Digest name) throws IOException {
    return Files.deleteIfExists(path(name));
  }

  @Override
  public Path staging() {
    return staging;
  }

  @Override
  public String address() {
    return "folder " + root;
  }

  @Override
  public void close() {}

  private Path path(Digest name) {
    return root.resolve(name.hex().substring(0, 2)).resolve(name.hex());
  }
}
