package dev.gambeson.guard.limit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/// The buckets that several nodes share, for example in Redis: where [LeasedRateStore] gets its
/// permits from, many at a time.
@FunctionalInterface
public interface RateLeases {
  /// What a node got.
  ///
  /// @param permits taken out of the shared bucket for it, 0 or more
  /// @param retryAfter when `permits` is 0: how long until there can be some
  record Lease(long permits, Duration retryAfter) {
    public Lease {
      requireNonNull(retryAfter, "retryAfter");
      if (permits < 0 || retryAfter.isNegative()) {
        throw new IllegalArgumentException(
            "a lease of %d permits, retry after %s".formatted(permits, retryAfter));
      }
    }
  }

  /// Takes permits out of the shared bucket in one atomic step: `wanted`, or as many as there are,
  /// or none when there are fewer than `least`. Must not block; completes exceptionally when the
  /// store is out of reach, within a time that a request can wait.
  ///
  /// @param least 1 to `wanted`
  CompletionStage<Lease> lease(String key, RateLimit limit, long least, long wanted);
}
