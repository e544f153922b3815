package dev.gambeson.monitor.drift;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.stats.Intervals;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/// The population stability index: the sum over groups of `(p - q) ln(p / q)`, the symmetric
/// Kullback-Leibler divergence of two histograms.
///
/// Groups that neither sample fills are left out; every other count is raised by a half, so that an
/// empty group makes it large and not infinite. Without drift it is about chi-square distributed
/// with one degree of freedom less than groups, times `1/n + 1/m` (Yurdakul 2018, section 3.2).
public final class Psi {
  private static final double PSEUDO = 0.5;

  private final double value;
  private final double sd;
  private final int groups;
  private final double n;
  private final double m;

  private Psi(double value, double sd, int groups, double n, double m) {
    this.value = value;
    this.sd = sd;
    this.groups = groups;
    this.n = n;
    this.m = m;
  }

  /// Of two histograms over the same groups; each must hold something.
  public static Psi of(long[] reference, long[] current) {
    int groups = 0;
    double m = 0;
    double n = 0;
    for (int g = 0; g < reference.length; g++) {
      groups += reference[g] + current[g] > 0 ? 1 : 0;
      m += reference[g];
      n += current[g];
    }
    double value = 0;
    double[] sums = new double[4]; // of slopes and squared slopes, in the reference and now
    for (int g = 0; g < reference.length; g++) {
      if (reference[g] + current[g] > 0) {
        double p = (reference[g] + PSEUDO) / (m + PSEUDO * groups);
        double q = (current[g] + PSEUDO) / (n + PSEUDO * groups);
        double log = Math.log(p / q);
        value += (p - q) * log;
        double ofP = log + 1 - q / p;
        double ofQ = -log + 1 - p / q;
        sums[0] += p * ofP;
        sums[1] += p * ofP * ofP;
        sums[2] += q * ofQ;
        sums[3] += q * ofQ * ofQ;
      }
    }
    double variance = (sums[1] - sums[0] * sums[0]) / m + (sums[3] - sums[2] * sums[2]) / n;
    return new Psi(value, Math.sqrt(Math.max(0, variance)), groups, n, m);
  }

  /// The index itself.
  public double value() {
    return value;
  }

  /// What it exceeds with probability `alpha` when nothing drifts.
  public double chance(double alpha) {
    return groups < 2
        ? 0
        : ChiSquaredDistribution.of(groups - 1.0).inverseSurvivalProbability(alpha)
            * (1 / n + 1 / m);
  }

  /// With its interval.
  public Estimate estimate(String name) {
    double half = Intervals.Z95 * sd;
    return new Estimate(
        name,
        value,
        Math.max(0, value - half),
        value + half,
        (long) n,
        "PSI over %d groups, delta method 95 %%".formatted(groups));
  }
}
