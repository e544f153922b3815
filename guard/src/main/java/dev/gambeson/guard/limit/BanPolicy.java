package dev.gambeson.guard.limit;

import java.time.Duration;
import java.util.List;

/// When to ban and for how long.
///
/// @param strikes how many refusals within `window` bring a ban, at least 1
/// @param window the span in which strikes are counted
/// @param ladder length of the first ban, the second, ...; the last one is used from then on; 1 to
///   20 steps, each at least a second and none shorter than the one before
/// @param forgive after so long without a ban the ladder begins anew
public record BanPolicy(int strikes, Duration window, List<Duration> ladder, Duration forgive) {
  public BanPolicy {
    ladder = List.copyOf(ladder);
    if (strikes < 1 || !window.isPositive() || !forgive.isPositive()) {
      throw new IllegalArgumentException(
          "strikes is %d, window %s, forgive %s, but all must be above 0."
              .formatted(strikes, window, forgive));
    }
    if (ladder.isEmpty() || ladder.size() > 20) {
      throw new IllegalArgumentException(
          "ladder has %d steps, but must have 1 to 20, for example [PT1M, PT10M, PT1H]."
              .formatted(ladder.size()));
    }
    Duration before = Duration.ofSeconds(1);
    for (Duration step : ladder) {
      if (step.compareTo(before) < 0) {
        throw new IllegalArgumentException(
            "ladder has a step of %s, but none may be shorter than a second or than the one before."
                .formatted(step));
      }
      before = step;
    }
  }

  /// 50 refusals in a minute: 1 minute, 10 minutes, 1 hour, 1 day; forgiven after a week.
  public static BanPolicy defaults() {
    return new BanPolicy(
        50,
        Duration.ofMinutes(1),
        List.of(
            Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofDays(1)),
        Duration.ofDays(7));
  }
}
