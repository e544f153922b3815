package dev.gambeson.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waits for what happens on another thread.
public final class Eventually {
  /// Generous: a busy machine is no reason to fail.
  private static final Duration MOST = Duration.ofSeconds(30);

  private Eventually() {}

  /// Returns once the condition holds.
  ///
  /// @throws AssertionError if it does not within 30 s
  public static void eventually(BooleanSupplier holds) throws InterruptedException {
    long end = System.nanoTime() + MOST.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("Did not come true within %d s".formatted(MOST.toSeconds()));
      }
      Thread.sleep(5);
    }
  }
}
