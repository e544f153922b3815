package dev.gambeson.monitor.stream;

/// ADWIN2 (Bifet and Gavalda 2007, section 4): a window over a stream of values in `[0, 1]` that
/// shrinks as soon as two parts of it differ for sure. Memory and time per value grow with the
/// logarithm of the window. Not thread-safe; depends on the order of values, so one stream each.
///
/// `delta` bounds the probability of a false cut at a test, not over the life of the stream.
public final class Adwin {
  private static final int PER_ROW = 5; // M of the paper
  private static final int EVERY = 32; // values between tests
  private static final int LEAST = 5; // values in either part
  private static final int ROWS = 48;

  private final double delta;
  private final double[][] sums = new double[ROWS][PER_ROW + 1];
  private final double[][] variances = new double[ROWS][PER_ROW + 1];
  private final int[] used = new int[ROWS]; // buckets of 2^row values, newest first
  private long width;
  private double total;
  private double variance; // summed squared distances from the mean
  private long seen;

  /// @param delta confidence of the test, for example 0.002
  public Adwin(double delta) {
    if (!(delta > 0 && delta < 1)) {
      throw new IllegalArgumentException("delta is " + delta);
    }
    this.delta = delta;
  }

  /// Takes in a value.
  ///
  /// @return whether the window was cut
  public boolean add(double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("value is " + value + ", must lie in [0, 1]");
    }
    seen++;
    insert(value);
    return seen % EVERY == 0 && width > 10 && shrink();
  }

  /// Mean of the window.
  public double mean() {
    return width == 0 ? Double.NaN : total / width;
  }

  /// Number of values in the window.
  public long width() {
    return width;
  }

  private void insert(double value) {
    if (width > 0) {
      double gap = value - total / width;
      variance += gap * gap * width / (width + 1);
    }
    width++;
    total += value;
    push(0, value, 0);
    for (int row = 0; row + 1 < ROWS && used[row] > PER_ROW; row++) {
      int a = used[row] - 1;
      int b = used[row] - 2;
      double size = 1L << row;
      double gap = (sums[row][a] - sums[row][b]) / size;
      push(
          row + 1,
          sums[row][a] + sums[row][b],
          variances[row][a] + variances[row][b] + gap * gap * size / 2);
      used[row] -= 2;
    }
  }

  private void push(int row, double sum, double spread) {
    for (int i = used[row]; i > 0; i--) {
      sums[row][i] = sums[row][i - 1];
      variances[row][i] = variances[row][i - 1];
    }
    sums[row][0] = sum;
    variances[row][0] = spread;
    used[row]++;
  }

  private boolean shrink() {
    boolean cut = false;
    while (differs()) {
      dropOldest();
      cut = true;
    }
    return cut;
  }

  /// Whether some border between buckets parts the window in two that differ.
  private boolean differs() {
    double n0 = 0;
    double sum0 = 0;
    double spread = variance / width;
    double log = Math.log(2 * Math.log((double) width) / delta);
    for (int row = ROWS - 1; row >= 0; row--) {
      for (int i = used[row] - 1; i >= 0; i--) {
        n0 += 1L << row;
        sum0 += sums[row][i];
        double n1 = width - n0;
        if (n1 < LEAST) {
          return false;
        }
        if (n0 >= LEAST) {
          double m = 1 / (n0 - LEAST + 1) + 1 / (n1 - LEAST + 1);
          double bound = Math.sqrt(2 * m * spread * log) + 2.0 / 3 * m * log;
          if (Math.abs(sum0 / n0 - (total - sum0) / n1) > bound) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private void dropOldest() {
    int row = ROWS - 1;
    while (used[row] == 0) {
      row--;
    }
    int i = --used[row];
    double size = 1L << row;
    double mean = sums[row][i] / size;
    width -= 1L << row;
    total -= sums[row][i];
    double gap = mean - total / width;
    variance -= variances[row][i] + size * width * gap * gap / (size + width);
    variance = Math.max(0, variance);
  }
}
