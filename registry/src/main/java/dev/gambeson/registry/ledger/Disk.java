package dev.gambeson.registry.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/// What a ledger needs of a file system, and nothing more, so that tests can put one in its place
/// that fails at any byte. What is not forced, and a name whose folder is not synced, may be gone
/// after a crash.
interface Disk {
  /// A file being written.
  interface Output extends Closeable {
    /// Writes all of the buffer's remaining bytes.
    void write(ByteBuffer bytes) throws IOException;

    /// Returns when everything written is on the disk.
    void force() throws IOException;

    @Override
    void close() throws IOException;
  }

  /// The whole file.
  ///
  /// @throws java.nio.file.NoSuchFileException when there is none
  /// @throws IOException when it has more than `max` bytes
  byte[] read(Path file, int max) throws IOException;

  boolean exists(Path file);

  /// Names in a folder, sorted; none when there is no such folder.
  List<String> list(Path folder) throws IOException;

  /// Opens a file for writing; what it held before is gone.
  Output create(Path file) throws IOException;

  void makeFolders(Path folder) throws IOException;

  /// Moves a file over another in one step.
  void rename(Path from, Path to) throws IOException;

  void delete(Path file) throws IOException;

  /// Returns when the names in a folder are on the disk.
  void syncFolder(Path folder) throws IOException;

  /// Writes a whole file. It is safe once it is forced and its folder is synced.
  default void write(Path file, byte[] content) throws IOException {
    try (Output output = create(file)) {
      output.write(ByteBuffer.wrap(content));
    }
  }

  /// Returns when the content of all these files is on the disk.
  void forceAll(Collection<Path> files) throws IOException;

  /// Replaces a file in one step: afterwards, and after any crash, it holds the old content or the
  /// new one.
  default void replace(Path file, byte[] content) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try (Output output = create(temporary)) {
      output.write(ByteBuffer.wrap(content));
      output.force();
    }
    rename(temporary, file);
    Path folder = file.getParent();
    if (folder != null) {
      syncFolder(folder);
    }
  }
}
