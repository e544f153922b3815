package dev.gambeson.core.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// Folders of our own: temporary ones, and those that were never published.
public final class Folders {
  private Folders() {}

  /// Removes a folder with everything in it, links themselves and not what they lead to. What
  /// cannot be removed stays: the caller's work is done, and its name says what it is.
  public static void deleteQuietly(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException _) {
      // see above
    }
  }
}
