package dev.gambeson.core.stats;

import dev.gambeson.core.Estimate;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/// Interval estimates of proportions, their differences and ratios, at 95 % confidence unless said.
public final class Intervals {
  /// Standard normal quantile at 0.975.
  public static final double Z95 = NormalDistribution.of(0, 1).inverseCumulativeProbability(0.975);

  private Intervals() {}

  /// A proportion with its score interval (Wilson 1927). Undefined when `n` is 0.
  public static Estimate wilson(String name, long hits, long n) {
    if (n == 0) {
      return Estimate.undefined(name, 0, "no rows");
    }
    double p = (double) hits / n;
    double[] interval = wilson(p, n);
    return new Estimate(
        name, p, Math.min(p, interval[0]), Math.max(p, interval[1]), n, "Wilson 95 %");
  }

  static double[] wilson(double p, long count) {
    double n = (double) count;
    double z2 = Z95 * Z95;
    double centre = p + z2 / (2 * n);
    double half = Z95 * Math.sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    double scale = 1 + z2 / n;
    return new double[] {
      Math.max(0, (centre - half) / scale), Math.min(1, (centre + half) / scale)
    };
  }

  /// A proportion with its exact interval (Clopper and Pearson 1934): for rare events. Undefined
  /// when `n` is 0.
  public static Estimate clopperPearson(String name, long hits, long n) {
    if (n == 0) {
      return Estimate.undefined(name, 0, "no rows");
    }
    double low =
        hits == 0
            ? 0
            : BetaDistribution.of((double) hits, n - hits + 1.0)
                .inverseCumulativeProbability(0.025);
    double high =
        hits == n
            ? 1
            : BetaDistribution.of(hits + 1.0, (double) (n - hits))
                .inverseCumulativeProbability(0.975);
    double p = (double) hits / n;
    return new Estimate(name, p, Math.min(low, p), Math.max(high, p), n, "Clopper-Pearson 95 %");
  }

  /// The difference `p1 - p2` of two independent proportions (Newcombe 1998, method 10). Undefined
  /// when either sample is empty.
  public static Estimate difference(String name, long hits1, long n1, long hits2, long n2) {
    if (n1 == 0 || n2 == 0) {
      return Estimate.undefined(name, n1 + n2, "a group has no rows");
    }
    double p1 = (double) hits1 / n1;
    double p2 = (double) hits2 / n2;
    double[] w1 = wilson(p1, n1);
    double[] w2 = wilson(p2, n2);
    double d = p1 - p2;
    double low = d - Math.hypot(p1 - w1[0], w2[1] - p2);
    double high = d + Math.hypot(w1[1] - p1, p2 - w2[0]);
    return new Estimate(name, d, low, high, n1 + n2, "Newcombe 95 %");
  }

  /// The ratio `p1 / p2` of two independent proportions, log method (Katz et al. 1978). Undefined
  /// when either count is 0.
  public static Estimate ratio(String name, long hits1, long n1, long hits2, long n2) {
    if (n1 == 0 || n2 == 0 || hits2 == 0) {
      return Estimate.undefined(name, n1 + n2, "the reference group has no such rows");
    }
    double value = ((double) hits1 / n1) / ((double) hits2 / n2);
    if (hits1 == 0) {
      double upper = wilson(0, n1)[1] / ((double) hits2 / n2);
      return new Estimate(name, 0, 0, upper, n1 + n2, "Wilson bound of the numerator");
    }
    double se = Math.sqrt(1.0 / hits1 - 1.0 / n1 + 1.0 / hits2 - 1.0 / n2);
    double factor = Math.exp(Z95 * se);
    return new Estimate(name, value, value / factor, value * factor, n1 + n2, "Katz log 95 %");
  }

  /// A mean with its normal interval from the sample's standard deviation. Undefined below 2
  /// values.
  public static Estimate mean(String name, double[] values) {
    int n = values.length;
    if (n < 2) {
      return Estimate.undefined(name, n, "fewer than two values");
    }
    double sum = 0;
    for (double v : values) {
      sum += v;
    }
    double mean = sum / n;
    double squares = 0;
    for (double v : values) {
      squares += (v - mean) * (v - mean);
    }
    double half = Z95 * Math.sqrt(squares / (n - 1) / n);
    return new Estimate(name, mean, mean - half, mean + half, n, "normal 95 %");
  }
}
