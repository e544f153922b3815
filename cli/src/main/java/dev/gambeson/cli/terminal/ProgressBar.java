package dev.gambeson.cli.terminal;

import dev.gambeson.core.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/// A one-line progress display on a terminal's error stream. Shows nothing anywhere else.
public final class ProgressBar implements Progress, AutoCloseable {
  private static final int WIDTH = 24;
  private static final long MIN_PAUSE_NANOS = 100_000_000;

  private final PrintWriter err;
  private final boolean watched;
  private long lastDrawn;
  private boolean drawn;

  private ProgressBar(PrintWriter err, boolean watched) {
    this.err = err;
    this.watched = watched;
  }

  /// A bar that draws where a person watches and stays silent elsewhere.
  public static ProgressBar on(PrintWriter err, boolean quiet) {
    boolean watched = !quiet && Terminal.isPresent() && !"dumb".equals(System.getenv("TERM"));
    return new ProgressBar(err, watched);
  }

  @Override
  public synchronized void report(String what, double done) {
    if (!watched) {
      return;
    }
    long now = System.nanoTime();
    if (drawn && now - lastDrawn < MIN_PAUSE_NANOS && done < 1) {
      return;
    }
    lastDrawn = now;
    drawn = true;
    int filled = (int) Math.round(Math.clamp(done, 0, 1) * WIDTH);
    err.print(
        String.format(
            Locale.ROOT,
            "\r\u001B[2K%s%s %3.0f %%  %s",
            "█".repeat(filled),
            "░".repeat(WIDTH - filled),
            100 * Math.clamp(done, 0, 1),
            what));
    err.flush();
  }

  @Override
  public synchronized void close() {
    if (drawn) {
      err.print("\r\u001B[2K");
      err.flush();
    }
  }
}
