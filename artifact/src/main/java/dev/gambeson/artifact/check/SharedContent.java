package dev.gambeson.artifact.check;

import dev.gambeson.core.GambesonException;
import java.lang.ref.SoftReference;
import java.nio.file.Path;

/// Reads a file once for all checks of a run. Thread-safe; what it holds goes when memory is
/// needed.
final class SharedContent {
  private record Last(Path file, long size, long time, Content content) {}

  private SoftReference<Last> last = new SoftReference<>(null);

  /// @throws GambesonException when it cannot be read; every check then hears the same
  synchronized Content get(Path file) {
    Last held = last.get();
    long size = file.toFile().length();
    long time = file.toFile().lastModified();
    if (held != null && held.file().equals(file) && held.size() == size && held.time() == time) {
      return held.content();
    }
    Content content = Content.read(file);
    last = new SoftReference<>(new Last(file, size, time, content));
    return content;
  }
}
