package dev.gambeson.server.control;

import dev.gambeson.core.GambesonException;
import dev.gambeson.guard.detect.QueryWatch;
import dev.gambeson.registry.store.PrivateFiles;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;

/// Keeps what the query watch knows of clients over a restart, so that a probing client does not
/// begin anew when the gateway does. At most a minute is lost by a crash.
public final class WatchFile {
  private static final System.Logger LOG = System.getLogger(WatchFile.class.getName());

  private final QueryWatch watch;
  private final Path file;

  public WatchFile(QueryWatch watch, Path file) {
    this.watch = watch;
    this.file = file;
  }

  /// Takes over what an earlier run has seen. A file that cannot be used is said and left alone:
  /// the watch begins anew, and holds and budgets stand beside it.
  public void restore() {
    try {
      if (Files.exists(file)) {
        watch.restore(Files.readAllBytes(file));
      }
    } catch (IOException | GambesonException e) {
      LOG.log(
          Level.WARNING,
          "What was known of clients' queries (%s) cannot be used, the query watch begins anew: %s"
              .formatted(file, e.getMessage()));
    }
  }

  /// Writes it down. Blocks.
  public void save() {
    try {
      PrivateFiles.write(file, watch.snapshot());
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "What is known of clients' queries cannot be written to %s: %s"
              .formatted(file, e.getMessage()));
    }
  }
}
