package dev.gambeson.guard.limit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/// A rate: so many permits per window, evenly refilled, with room for a burst (a token bucket).
///
/// Over any span `t`, at most `burst + permits * t / per` permits are granted.
///
/// @param permits granted per window in the long run; 1 to 1,000,000,000
/// @param per the window; 1 ms to 366 days
/// @param burst how many may come at once; as many as `permits` when absent
public record RateLimit(long permits, Duration per, Optional<Long> burst) {
  private static final long MOST = 1_000_000_000L;

  public RateLimit {
    requireNonNull(per, "per");
    requireNonNull(burst, "burst");
    if (permits < 1 || permits > MOST) {
      throw new IllegalArgumentException(
          "permits is %d, but must lie between 1 and %d; to refuse everything, take the client's role away."
              .formatted(permits, MOST));
    }
    if (per.compareTo(Duration.ofMillis(1)) < 0 || per.compareTo(Duration.ofDays(366)) > 0) {
      throw new IllegalArgumentException(
          "per is %s, but must lie between 1 millisecond and 366 days.".formatted(per));
    }
    if ((double) permits / per.toNanos() > 1e-3) {
      throw new IllegalArgumentException(
          "%d permits per %s are more than 1,000,000 a second: leave the limit out."
              .formatted(permits, per));
    }
    long most = burst.orElse(permits);
    if (most < 1 || most > MOST) {
      throw new IllegalArgumentException(
          "burst is %d, but must lie between 1 and %d.".formatted(most, MOST));
    }
  }

  /// So many per window, all of them at once if they like.
  public static RateLimit of(long permits, Duration per) {
    return new RateLimit(permits, per, Optional.empty());
  }

  /// So many per window, but only `burst` at once.
  public static RateLimit of(long permits, Duration per, long burst) {
    return new RateLimit(permits, per, Optional.of(burst));
  }

  /// How many may come at once.
  public long capacity() {
    return burst.orElse(permits);
  }

  /// Nanoseconds until so many permits are refilled: a multiple of what one takes, which is rounded
  /// up, so that a burst is as many single permits; `Long.MAX_VALUE / 4` when that is longer.
  public long nanosFor(long count) {
    long one = Math.ceilDiv(per.toNanos(), permits);
    long most = Long.MAX_VALUE / 4;
    return count > most / one ? most : count * one;
  }
}
