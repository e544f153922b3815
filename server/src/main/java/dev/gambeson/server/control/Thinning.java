package dev.gambeson.server.control;

import dev.gambeson.core.stats.Hash64;
import java.util.concurrent.atomic.LongAdder;

/// Which requests a monitor is shown when there are many: all of them up to about [#PER_SECOND] a
/// second; above that a random part, chosen anew each second from the rate of the second before.
///
/// Guaranteed: within a second every request has the same chance, whoever asked and whatever it
/// holds (the choice rests on the random bits of the server's own request id). Distributions are
/// therefore estimated without bias within each second; a second of a rush weighs less than its
/// share.
///
/// Thread-safe. When a second turns, single requests may be judged by the chance of the second
/// before.
final class Thinning {
  /// Requests a second that are all shown: a window of minutes has enough of them for any check.
  static final int PER_SECOND = 1_000;

  private static final double UNIT = 0x1p-53;

  private final LongAdder seen = new LongAdder();
  private volatile long second = Long.MIN_VALUE;
  private volatile double chance = 1;

  /// Whether the request is shown.
  ///
  /// @param request id that the server chose
  /// @param now the second of the clock
  boolean shows(String request, long now) {
    if (now != second) {
      turn(now);
    }
    seen.increment();
    double p = chance;
    return p >= 1 || (Hash64.of(request) >>> 11) * UNIT < p;
  }

  private synchronized void turn(long now) {
    if (now != second) {
      long before = seen.sumThenReset();
      boolean next = now == second + 1;
      chance = next && before > PER_SECOND ? (double) PER_SECOND / before : 1;
      second = now;
    }
  }
}
