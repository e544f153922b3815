package dev.gambeson.monitor.reference;

import java.util.Arrays;
import java.util.stream.IntStream;

/// From a score to the probability of an event: isotonic regression by pooling adjacent violators
/// (Ayer et al. 1955), linear between its knots and constant beyond them, as scikit-learn's
/// `IsotonicRegression(out_of_bounds="clip")`.
///
/// Right only while scores mean what they meant on the rows it was fitted on. On few rows it
/// follows their noise.
public final class Calibration {
  private final double[] x;
  private final double[] y;

  private Calibration(double[] x, double[] y) {
    this.x = x;
    this.y = y;
  }

  /// A calibration with these knots.
  ///
  /// @param x ascending
  /// @param y in `[0, 1]`, not descending
  public static Calibration of(double[] x, double[] y) {
    boolean fits = x.length == y.length && x.length > 0;
    for (int i = 0; fits && i < x.length; i++) {
      fits =
          Double.isFinite(x[i])
              && y[i] >= 0
              && y[i] <= 1
              && (i == 0 || (x[i - 1] < x[i] && y[i - 1] <= y[i]));
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "a calibration needs ascending scores and probabilities that do not descend");
    }
    return new Calibration(x.clone(), y.clone());
  }

  /// Fits it.
  ///
  /// @param scores finite, at least one
  /// @param event whether it came about, one per score
  public static Calibration fit(double[] scores, boolean[] event) {
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted((a, b) -> Double.compare(scores[a], scores[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] at = new double[scores.length];
    double[] hits = new double[scores.length];
    double[] weight = new double[scores.length];
    int distinct = 0;
    for (int i : order) {
      if (distinct == 0 || at[distinct - 1] != scores[i]) {
        at[distinct++] = scores[i];
      }
      hits[distinct - 1] += event[i] ? 1 : 0;
      weight[distinct - 1]++;
    }
    return knots(Arrays.copyOf(at, distinct), pool(hits, weight, distinct));
  }

  /// The fitted value at each distinct score.
  private static double[] pool(double[] hits, double[] weight, int n) {
    double[] sum = new double[n];
    double[] total = new double[n];
    int[] from = new int[n];
    int blocks = 0;
    for (int i = 0; i < n; i++) {
      sum[blocks] = hits[i];
      total[blocks] = weight[i];
      from[blocks] = i;
      blocks++;
      while (blocks > 1
          && sum[blocks - 2] * total[blocks - 1] >= sum[blocks - 1] * total[blocks - 2]) {
        sum[blocks - 2] += sum[blocks - 1];
        total[blocks - 2] += total[blocks - 1];
        blocks--;
      }
    }
    double[] fitted = new double[n];
    for (int b = 0; b < blocks; b++) {
      int to = b + 1 == blocks ? n : from[b + 1];
      Arrays.fill(fitted, from[b], to, sum[b] / total[b]);
    }
    return fitted;
  }

  /// Only the ends of flat stretches are kept.
  private static Calibration knots(double[] at, double[] fitted) {
    int[] keep =
        IntStream.range(0, at.length)
            .filter(i ->
                i == 0
                    || i == at.length - 1
                    || fitted[i] != fitted[i - 1]
                    || fitted[i] != fitted[i + 1])
            .toArray();
    return new Calibration(
        Arrays.stream(keep).mapToDouble(i -> at[i]).toArray(),
        Arrays.stream(keep).mapToDouble(i -> fitted[i]).toArray());
  }

  /// The probability at a score; NaN for NaN.
  public double at(double score) {
    if (Double.isNaN(score)) {
      return Double.NaN;
    }
    int i = Arrays.binarySearch(x, score);
    if (i >= 0) {
      return y[i];
    }
    int above = -i - 1;
    if (above == 0) {
      return y[0];
    }
    if (above == x.length) {
      return y[x.length - 1];
    }
    double slope = (y[above] - y[above - 1]) / (x[above] - x[above - 1]);
    return slope * (score - x[above - 1]) + y[above - 1];
  }

  double[] scores() {
    return x.clone();
  }

  double[] probabilities() {
    return y.clone();
  }
}
