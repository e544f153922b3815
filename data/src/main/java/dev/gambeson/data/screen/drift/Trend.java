package dev.gambeson.data.screen.drift;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/// A straight trend over versions, tested against noise that may be correlated.
///
/// The t-test of a slope with the number of values shrunk by the lag-one correlation of its
/// residuals, `n (1 - r) / (1 + r)`, in both the error and the degrees of freedom (Santer et al.
/// 2000, equations 4 to 6): a season that is not known, or a slow honest swing, widens the error.
///
/// @param slope change per version
/// @param p two-sided probability of so large a slope without a trend
/// @param from first version of the window, from 0
record Trend(double slope, double p, int from) {
  static final int FEWEST = 8;

  /// The window with the smallest probability, times the number of windows (Bonferroni): the whole
  /// history, and its last 60, 40, 24, 16 and 10 versions.
  static Trend strongest(double[] values) {
    int[] windows = {values.length, 60, 40, 24, 16, 10};
    int[] used =
        Arrays.stream(windows).filter(w -> w <= values.length && w >= FEWEST).distinct().toArray();
    Trend best = new Trend(0, 1, 0);
    for (int w : used) {
      Trend t = over(values, values.length - w);
      double p = Math.min(1, t.p * used.length);
      if (p < best.p) {
        best = new Trend(t.slope, p, t.from);
      }
    }
    return best;
  }

  private static Trend over(double[] values, int from) {
    int n = values.length - from;
    double middle = (n - 1) / 2.0;
    double mean = 0;
    for (int i = 0; i < n; i++) {
      mean += values[from + i] / n;
    }
    double cross = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      cross += (i - middle) * (values[from + i] - mean);
      squares += (i - middle) * (i - middle);
    }
    double slope = cross / squares;
    double[] residuals = new double[n];
    double left = 0;
    double lagged = 0;
    for (int i = 0; i < n; i++) {
      residuals[i] = values[from + i] - mean - slope * (i - middle);
      left += residuals[i] * residuals[i];
      lagged += i > 0 ? residuals[i] * residuals[i - 1] : 0;
    }
    if (left <= 1e-24) {
      return new Trend(slope, slope == 0 ? 1 : 0, from);
    }
    double r = Math.max(0, lagged / left);
    double effective = Math.max(3, n * (1 - r) / (1 + r));
    double error = Math.sqrt(left / (effective - 2) / squares);
    double t = Math.abs(slope) / error;
    double p = 2 * TDistribution.of(effective - 2).survivalProbability(t);
    return new Trend(slope, p, from);
  }

  /// Means over whole seasons, the newest version last; what does not fill a season at the start is
  /// left out.
  static double[] seasons(double[] values, int season) {
    int blocks = values.length / season;
    double[] out = new double[blocks];
    int start = values.length - blocks * season;
    for (int b = 0; b < blocks; b++) {
      for (int i = 0; i < season; i++) {
        out[b] += values[start + b * season + i] / season;
      }
    }
    return out;
  }
}
