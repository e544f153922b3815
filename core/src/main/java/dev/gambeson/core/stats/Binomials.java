package dev.gambeson.core.stats;

import java.util.random.RandomGenerator;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/// Binomial random numbers, for bootstraps over counts.
public final class Binomials {
  private Binomials() {}

  /// A binomial draw by inversion, outward from the mode (Kemp 1986): exact, and about `sqrt(n p (1
  /// - p))` steps.
  public static long draw(long n, double p, RandomGenerator random) {
    if (n == 0 || p <= 0) {
      return 0;
    }
    if (p >= 1) {
      return n;
    }
    int count = Math.toIntExact(n);
    int mode = Math.min(count, (int) Math.floor((count + 1) * p));
    double odds = p / (1 - p);
    double atMode = BinomialDistribution.of(count, p).probability(mode);
    double u = random.nextDouble() - atMode;
    double below = atMode;
    double above = atMode;
    int low = mode;
    int high = mode;
    while (u > 0 && (low > 0 || high < count)) {
      if (high < count) {
        above *= odds * (count - high) / (high + 1);
        high++;
        u -= above;
        if (u <= 0) {
          return high;
        }
      }
      if (low > 0) {
        below *= low / (odds * (count - low + 1));
        low--;
        u -= below;
        if (u <= 0) {
          return low;
        }
      }
      if (above + below < 1e-300) {
        return mode; // rounding left a sliver of probability unassigned
      }
    }
    return mode;
  }
}
