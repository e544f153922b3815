package dev.gambeson.server.gateway;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// How many entries about callers that nobody knows go into the log: so many per second, so that a
/// stranger cannot fill the disk.
final class StrangerLog {
  private static final long SECOND = 1_000_000_000L;

  private final LongSupplier nanos;
  private final int perSecond;
  private final long origin;

  /// Second in the upper half, entries in it in the lower.
  private final AtomicLong window = new AtomicLong();

  private final LongAdder suppressed = new LongAdder();

  StrangerLog(LongSupplier nanos, int perSecond) {
    this.nanos = nanos;
    this.perSecond = perSecond;
    this.origin = nanos.getAsLong();
  }

  boolean mayWrite() {
    long second = (nanos.getAsLong() - origin) / SECOND;
    long now =
        window.updateAndGet(w ->
            w >>> 32 == second ? Math.min(w + 1, (second << 32) | 0xFFFF_FFFFL) : second << 32 | 1);
    boolean may = (now & 0xFFFF_FFFFL) <= perSecond;
    if (!may) {
      suppressed.increment();
    }
    return may;
  }

  long suppressed() {
    return suppressed.sum();
  }
}
