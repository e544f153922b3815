package dev.gambeson.cli.serve;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The end of a process that serves: a signal (SIGTERM, Ctrl-C) lets [#await] return, and the
/// process ends as soon as this is closed, but no later than [#LONGEST] after the signal.
///
/// Open it before what is to close in order, in one `try`: it is closed last. Not by joining the
/// main thread: that one ends in `System.exit`, which does not return while the process goes down.
final class ProcessEnd implements AutoCloseable {
  static final int LONGEST = 30;

  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);

  private ProcessEnd() {}

  /// Begins to hear signals.
  static ProcessEnd heard() {
    ProcessEnd end = new ProcessEnd();
    Runtime.getRuntime().addShutdownHook(new Thread(end::hold, "gambeson-end"));
    return end;
  }

  private void hold() {
    told.countDown();
    try {
      over.await(LONGEST, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits for a signal.
  void await() throws InterruptedException {
    told.await();
  }

  /// Everything is closed: the process may end.
  @Override
  public void close() {
    over.countDown();
  }
}
