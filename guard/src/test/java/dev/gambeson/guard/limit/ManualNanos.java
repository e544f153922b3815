package dev.gambeson.guard.limit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// A monotonic clock that tests move. Begins near the end of its range, as `System.nanoTime` may.
public final class ManualNanos implements LongSupplier {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);

  @Override
  public long getAsLong() {
    return now.get();
  }

  /// Moves it on.
  public void advance(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
