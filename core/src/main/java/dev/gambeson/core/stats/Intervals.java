package dev.gambeson.core.stats;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Text;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/// Interval estimates of proportions, their differences and ratios, at 95 % confidence unless said.
public final class Intervals {
  /// Standard normal quantile at 0.975.
  public static final double Z95 = NormalDistribution.of(0, 1).inverseCumulativeProbability(0.975);

  private Intervals() {}

  /// Hits out of `n`, not necessarily whole: with weighted rows, `n` is the effective sample size
  /// (Kish 1965) and `hits / n` the weighted share.
  ///
  /// @param hits between 0 and `n`
  /// @param n at least 0
  public record Share(double hits, double n) {
    /// The share itself; NaN when `n` is 0.
    public double value() {
      return hits / n;
    }

    /// The score interval (Wilson 1927) at the given confidence, low then high; `n` above 0.
    public double[] wilson(double confidence) {
      double p = value();
      double[] interval = Intervals.wilson(p, n, z(confidence));
      return new double[] {Math.min(p, interval[0]), Math.max(p, interval[1])};
    }
  }

  /// The two-sided standard normal quantile of a confidence, for example 1.96 for 0.95.
  public static double z(double confidence) {
    return confidence == 0.95
        ? Z95
        : NormalDistribution.of(0, 1).inverseCumulativeProbability((1 + confidence) / 2);
  }

  private static String at(String method, double confidence) {
    return method + " " + Text.number(100 * confidence) + " %";
  }

  /// A proportion with its score interval (Wilson 1927). Undefined when `n` is 0.
  public static Estimate wilson(String name, long hits, long n) {
    if (n == 0) {
      return Estimate.undefined(name, 0, "no rows");
    }
    return wilson(name, new Share((double) hits, (double) n), 0.95);
  }

  /// As [#wilson(String, long, long)], of a share that need not be whole, at a chosen confidence.
  public static Estimate wilson(String name, Share share, double confidence) {
    if (share.n() == 0) {
      return Estimate.undefined(name, 0, "no rows");
    }
    double[] w = share.wilson(confidence);
    return new Estimate(
        name, share.value(), w[0], w[1], Math.round(share.n()), at("Wilson", confidence));
  }

  private static double[] wilson(double p, double n, double z) {
    double z2 = z * z;
    double centre = p + z2 / (2 * n);
    double half = z * Math.sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    double scale = 1 + z2 / n;
    return new double[] {
      Math.max(0, (centre - half) / scale), Math.min(1, (centre + half) / scale)
    };
  }

  /// A proportion with its exact interval (Clopper and Pearson 1934): for rare events. Undefined
  /// when `n` is 0.
  public static Estimate clopperPearson(String name, long hits, long n) {
    return clopperPearson(name, hits, n, 0.95);
  }

  /// As above, at a chosen confidence: half the error probability on either side.
  public static Estimate clopperPearson(String name, long hits, long n, double confidence) {
    if (n == 0) {
      return Estimate.undefined(name, 0, "no rows");
    }
    double tail = (1 - confidence) / 2;
    double low =
        hits == 0
            ? 0
            : BetaDistribution.of((double) hits, n - hits + 1.0).inverseCumulativeProbability(tail);
    double high =
        hits == n
            ? 1
            : BetaDistribution.of(hits + 1.0, (double) (n - hits)).inverseSurvivalProbability(tail);
    double p = (double) hits / n;
    return new Estimate(
        name, p, Math.min(low, p), Math.max(high, p), n, at("Clopper-Pearson", confidence));
  }

  /// The difference `p1 - p2` of two independent proportions (Newcombe 1998, method 10). Undefined
  /// when either sample is empty.
  public static Estimate difference(String name, long hits1, long n1, long hits2, long n2) {
    return difference(
        name, new Share((double) hits1, (double) n1), new Share((double) hits2, (double) n2), 0.95);
  }

  /// As above, of shares that need not be whole, at a chosen confidence.
  public static Estimate difference(String name, Share a, Share b, double confidence) {
    long n = Math.round(a.n() + b.n());
    if (a.n() == 0 || b.n() == 0) {
      return Estimate.undefined(name, n, "a group has no rows");
    }
    double[] wa = a.wilson(confidence);
    double[] wb = b.wilson(confidence);
    double d = a.value() - b.value();
    double low = d - Math.hypot(a.value() - wa[0], wb[1] - b.value());
    double high = d + Math.hypot(wa[1] - a.value(), b.value() - wb[0]);
    return new Estimate(name, d, low, high, n, at("Newcombe", confidence));
  }

  /// The ratio `p1 / p2` of two independent proportions, log method (Katz et al. 1978). Undefined
  /// when either sample is empty or the second count is 0.
  public static Estimate ratio(String name, long hits1, long n1, long hits2, long n2) {
    return ratio(
        name, new Share((double) hits1, (double) n1), new Share((double) hits2, (double) n2), 0.95);
  }

  /// As above, of shares that need not be whole, at a chosen confidence.
  public static Estimate ratio(String name, Share a, Share b, double confidence) {
    long n = Math.round(a.n() + b.n());
    if (a.n() == 0 || b.n() == 0 || b.hits() == 0) {
      return Estimate.undefined(name, n, "the reference group has no such rows");
    }
    double value = a.value() / b.value();
    if (a.hits() == 0) {
      double upper = a.wilson(confidence)[1] / b.value();
      return new Estimate(name, 0, 0, upper, n, "Wilson bound of the numerator");
    }
    double se = Math.sqrt(1 / a.hits() - 1 / a.n() + 1 / b.hits() - 1 / b.n());
    double factor = Math.exp(z(confidence) * se);
    return new Estimate(name, value, value / factor, value * factor, n, at("Katz log", confidence));
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
