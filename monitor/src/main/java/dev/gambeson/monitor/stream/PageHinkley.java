package dev.gambeson.monitor.stream;

/// The test of Page (1954) and Hinkley for a rise of the mean of a stream: the sum of what values
/// exceed their running mean by, less `delta` each, since its minimum. Starts anew after an alarm.
/// Not thread-safe.
public final class PageHinkley {
  private final double delta;
  private final double threshold;
  private final long burnIn;
  private final boolean relative;
  private long n;
  private double mean;
  private double sum;
  private double least;

  /// The test of the papers.
  ///
  /// @param delta rise of the mean that is tolerated, for example 0.005
  /// @param threshold alarm above it; larger is slower and surer, for example 50
  /// @param burnIn values before the first alarm
  public PageHinkley(double delta, double threshold, long burnIn) {
    this(delta, threshold, burnIn, false);
  }

  /// The variant of menelaus: the threshold is in multiples of the running mean, so that a stream
  /// of rare errors alarms sooner, and falsely more often.
  public static PageHinkley relative(double delta, double multiple, long burnIn) {
    return new PageHinkley(delta, multiple, burnIn, true);
  }

  private PageHinkley(double delta, double threshold, long burnIn, boolean relative) {
    if (!(delta >= 0) || !(threshold > 0) || burnIn < 0) {
      throw new IllegalArgumentException(
          "delta %s, threshold %s, burn-in %d".formatted(delta, threshold, burnIn));
    }
    this.delta = delta;
    this.threshold = threshold;
    this.burnIn = burnIn;
    this.relative = relative;
  }

  /// Takes in a value; whether it raises an alarm.
  public boolean add(double value) {
    n++;
    mean += (value - mean) / n;
    sum += value - mean - delta;
    least = Math.min(least, sum);
    if (n > burnIn && sum - least > (relative ? threshold * mean : threshold)) {
      n = 0;
      mean = 0;
      sum = 0;
      least = 0;
      return true;
    }
    return false;
  }
}
