package dev.gambeson.monitor;

import java.time.Duration;
import java.util.Optional;

/// How a model version is watched; the pass marks live in the checks' parameters. What is absent
/// has its default.
///
/// @param window length of a window, one second to one day; 1 h
/// @param keep for how long windows are kept, at least ten windows and at most 5,000; 14 days
/// @param awaiting most rows remembered until their outcome is known; the oldest give way; 200,000
/// @param horizon for how long a row waits for its outcome; 30 days
/// @param sampleRows rows kept as they are per day, for the test of joint drift; 0 keeps none; 500
public record MonitorPolicy(
    Optional<Duration> window,
    Optional<Duration> keep,
    Optional<Integer> awaiting,
    Optional<Duration> horizon,
    Optional<Integer> sampleRows) {
  private static final int MOST_WINDOWS = 5_000;
  private static final int MOST_AWAITING = 10_000_000;
  private static final int MOST_SAMPLE = 2_000;

  public MonitorPolicy {
    Duration length = window.orElse(Duration.ofHours(1));
    require(
        length.compareTo(Duration.ofSeconds(1)) >= 0 && length.compareTo(Duration.ofDays(1)) <= 0,
        "window is " + length + ", must lie between PT1S and P1D: set monitor.window");
    Duration kept = keep.orElse(defaultKeep(length));
    require(
        kept.compareTo(length.multipliedBy(10)) >= 0
            && kept.compareTo(length.multipliedBy(MOST_WINDOWS)) <= 0,
        "keep is %s, must lie between 10 and %d windows of %s: set monitor.keep"
            .formatted(kept, MOST_WINDOWS, length));
    int rows = awaiting.orElse(0);
    require(
        rows >= 0 && rows <= MOST_AWAITING,
        "awaiting is %d, must lie between 0 and %d: set monitor.awaiting"
            .formatted(rows, MOST_AWAITING));
    int sample = sampleRows.orElse(0);
    require(
        sample >= 0 && sample <= MOST_SAMPLE,
        "sample-rows is %d, must lie between 0 and %d: set monitor.sample-rows"
            .formatted(sample, MOST_SAMPLE));
    require(
        horizon.isEmpty() || horizon.get().isPositive(),
        "horizon must be positive: set monitor.horizon");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message + ".");
    }
  }

  private static Duration defaultKeep(Duration length) {
    Duration fortnight = Duration.ofDays(14);
    Duration most = length.multipliedBy(MOST_WINDOWS);
    Duration least = length.multipliedBy(10);
    Duration kept = fortnight.compareTo(most) < 0 ? fortnight : most;
    return kept.compareTo(least) < 0 ? least : kept;
  }

  /// The policy when none is written.
  public static MonitorPolicy defaults() {
    return new MonitorPolicy(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// The same with windows of this length.
  public MonitorPolicy withWindow(Duration length) {
    return new MonitorPolicy(Optional.of(length), Optional.empty(), awaiting, horizon, sampleRows);
  }

  long windowMillis() {
    return window.orElse(Duration.ofHours(1)).toMillis();
  }

  int keptWindows() {
    Duration length = window.orElse(Duration.ofHours(1));
    return (int) keep.orElse(defaultKeep(length)).dividedBy(length);
  }

  int awaitingRows() {
    return awaiting.orElse(200_000);
  }

  long horizonMillis() {
    return horizon.orElse(Duration.ofDays(30)).toMillis();
  }

  int sampled() {
    return sampleRows.orElse(500);
  }
}
