package dev.gambeson.registry.catalog;

import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.store.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One file of a version.
///
/// @param path relative, `/` between its parts, never leaving the folder
/// @param digest SHA-256 of its content
/// @param bytes its size
public record FileEntry(String path, Digest digest, long bytes) {
  private static final int MAX_PATH = 1000;

  public FileEntry {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size of " + bytes);
    }
    checkPath(path);
  }

  private static void checkPath(String path) {
    int length = path.getBytes(StandardCharsets.UTF_8).length;
    boolean control =
        path.codePoints().anyMatch(c -> c < ' ' || c == 0x7f || c == '\\' || c == ':');
    boolean surrogate =
        path.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE);
    boolean odd =
        List.of(path.split("/", -1)).stream()
            .anyMatch(p -> p.isEmpty() || p.equals(".") || p.equals(".."));
    if (length > MAX_PATH || control || surrogate || odd) {
      throw GambesonException.badInput(
          "The path '%s' cannot be part of a version: relative, without '..', control characters, '\\' and ':', at most %d bytes. Rename the file."
              .formatted(path.length() > 120 ? path.substring(0, 120) + "…" : path, MAX_PATH));
    }
  }
}
