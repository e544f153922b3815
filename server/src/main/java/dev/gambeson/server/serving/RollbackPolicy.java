package dev.gambeson.server.serving;

import java.time.Duration;

/// When a house takes a version out of service by itself.
///
/// Errors count only for a while after a version got its part, since later ones say more of the
/// surroundings than of the version; and only when they hit several clients, since a single client
/// could send what makes a model fail.
///
/// @param maxErrorRate highest share of failed answers, in `(0, 1]`; a version goes when the lower
///   end of the 99.9 % interval lies above it
/// @param minRequests fewest answers that are judged, at least 10
/// @param minClients fewest clients that saw a failure, at least 1
/// @param probation for how long after it got its part a version is judged by its errors
/// @param window over how long answers are counted together
/// @param withdrawWithoutPrevious whether a version that gave a wrong golden answer or has a bad
///   signature goes even when there is none to go back to, so that the model answers nobody
public record RollbackPolicy(
    double maxErrorRate,
    int minRequests,
    int minClients,
    Duration probation,
    Duration window,
    boolean withdrawWithoutPrevious) {
  /// Above 5 % of at least 50 answers, seen by at least 3 clients, within 30 minutes, counted over
  /// 1 minute; a version that is certainly wrong goes in any case.
  public static final RollbackPolicy DEFAULTS =
      new RollbackPolicy(0.05, 50, 3, Duration.ofMinutes(30), Duration.ofMinutes(1), true);

  public RollbackPolicy {
    boolean counts = minRequests >= 10 && minClients >= 1 && minClients <= ErrorWatch.MAX_CLIENTS;
    boolean times = !probation.isNegative() && window.toMillis() >= 1;
    if (!(maxErrorRate > 0 && maxErrorRate <= 1) || !counts || !times) {
      throw new IllegalArgumentException(
          "rollback: max-error-rate %s (above 0, at most 1), min-requests %d (at least 10), min-clients %d (1 to %d), probation %s, window %s (at least 1 ms). Correct the one that is outside."
              .formatted(
                  maxErrorRate,
                  minRequests,
                  minClients,
                  ErrorWatch.MAX_CLIENTS,
                  probation,
                  window));
    }
  }
}
