package dev.gambeson.server.identity;

import java.time.Duration;
import java.util.Optional;

/// How long API keys may live.
///
/// @param maxLifetime longest life of a key, a minute to ten years; default 365 days
/// @param maxOverlap longest time that a replaced key stays good; default 30 days
public record KeyRules(Optional<Duration> maxLifetime, Optional<Duration> maxOverlap) {
  /// The defaults.
  public static final KeyRules DEFAULT = new KeyRules(Optional.empty(), Optional.empty());

  public KeyRules {
    maxLifetime.ifPresent(longest -> {
      if (longest.compareTo(Duration.ofMinutes(1)) < 0
          || longest.compareTo(Duration.ofDays(3660)) > 0) {
        throw new IllegalArgumentException(
            "identity.keys.max-lifetime is %s, but must lie between a minute and ten years."
                .formatted(longest));
      }
    });
    maxOverlap.ifPresent(longest -> {
      if (longest.isNegative() || longest.compareTo(Duration.ofDays(366)) > 0) {
        throw new IllegalArgumentException(
            "identity.keys.max-overlap is %s, but must lie between 0 and 366 days."
                .formatted(longest));
      }
    });
  }

  void requireLifetime(Duration lifetime) {
    Duration longest = maxLifetime.orElse(Duration.ofDays(365));
    if (lifetime.isNegative() || lifetime.isZero() || lifetime.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          "A key lives more than 0 and at most %s (identity.keys.max-lifetime), not %s."
              .formatted(longest, lifetime));
    }
  }

  void requireOverlap(Duration overlap) {
    Duration longest = maxOverlap.orElse(Duration.ofDays(30));
    if (overlap.isNegative() || overlap.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          "A replaced key stays good for 0 to %s (identity.keys.max-overlap), not %s."
              .formatted(longest, overlap));
    }
  }
}
