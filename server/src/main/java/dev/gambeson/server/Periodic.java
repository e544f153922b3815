package dev.gambeson.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// What is done again and again, on one thread. A task that fails is tried again at its next turn.
final class Periodic implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(GatewayServer.class.getName());
  private static final Duration FILES = Duration.ofSeconds(2);

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("gateway-timer").factory());

  void every(Duration pause, Runnable work) {
    var _ =
        timer.scheduleWithFixedDelay(
            () -> {
              try {
                work.run();
              } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "A periodic task failed: " + e.getMessage());
              }
            },
            pause.toMillis(),
            pause.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /// Does something each time that files were changed.
  void watched(List<Path> files, Runnable work) {
    FilesWatched watched = new FilesWatched(files);
    every(
        FILES,
        () -> {
          if (watched.changed()) {
            work.run();
          }
        });
  }

  Executor thread() {
    return timer;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
