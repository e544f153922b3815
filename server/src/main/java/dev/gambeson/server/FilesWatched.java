package dev.gambeson.server;

import dev.gambeson.core.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Whether files hold something else than before. Contents are compared, not times: Kubernetes
/// swaps links, tools keep times. Meant for small files. Not thread-safe.
final class FilesWatched {
  private static final long LARGEST = 1L << 22;

  private final List<Path> files;
  private Optional<String> before;

  /// @param files as they are now
  FilesWatched(List<Path> files) {
    this.files = List.copyOf(files);
    this.before = digest();
  }

  /// Whether they were changed since the last question. Files that cannot be read, for example
  /// while they are replaced, are asked for again the next time.
  boolean changed() {
    Optional<String> now = digest();
    boolean changed = now.isPresent() && !now.equals(before);
    if (changed) {
      before = now;
    }
    return changed;
  }

  private Optional<String> digest() {
    StringBuilder all = new StringBuilder();
    try {
      for (Path file : files) {
        if (Files.size(file) > LARGEST) {
          return Optional.empty();
        }
        all.append(Sha256.of(file)).append('\n');
      }
      return Optional.of(Sha256.of(all.toString()));
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
