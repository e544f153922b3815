package dev.gambeson.data.screen;

import java.util.BitSet;
import java.util.List;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/// One p-value a row from those of several screens, which depend on each other.
///
/// The sum of `-2 ln p` is compared with a scaled chi-squared variable whose variance has the
/// covariances between screens in it (Brown, "A method for combining non-independent, one-sided
/// tests of significance", Biometrics 31, 1975), measured over the rows (Poole et al.,
/// Bioinformatics 32, 2016). Screens that say the same count once, screens that agree for different
/// reasons count together. Poison in many rows raises the covariances and so hides itself: rows
/// that stand out all the same are left out when they are measured again.
final class JointP {
  private static final double LEAST = 1e-300;

  private final List<double[]> p;
  private final double[][] covariance; // of -2 ln p

  /// @param p per screen one value a row, above 0; NaN where it has no opinion
  /// @param leftOut rows that the covariances are measured without
  JointP(List<double[]> p, BitSet leftOut) {
    this.p = p;
    int k = p.size();
    covariance = new double[k][k];
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < i; j++) {
        covariance[i][j] = Math.max(0, covariance(p.get(i), p.get(j), leftOut));
      }
    }
  }

  private static double covariance(double[] a, double[] b, BitSet leftOut) {
    double sumA = 0;
    double sumB = 0;
    double product = 0;
    int n = 0;
    for (int row = 0; row < a.length; row++) {
      double x = surprise(a[row]);
      double y = surprise(b[row]);
      if (!Double.isNaN(x + y) && !leftOut.get(row)) {
        sumA += x;
        sumB += y;
        product += x * y;
        n++;
      }
    }
    return n < 2 ? 4 : product / n - sumA / n * (sumB / n); // unknown: as if they were the same
  }

  private static double surprise(double p) {
    return -2 * Math.log(Math.max(p, LEAST));
  }

  /// The joint p-value of a row; NaN when no screen has an opinion on it.
  double of(int row) {
    double sum = 0;
    double variance = 0;
    int k = 0;
    for (int i = 0; i < p.size(); i++) {
      double surprise = surprise(p.get(i)[row]);
      if (Double.isNaN(surprise)) {
        continue;
      }
      k++;
      sum += surprise;
      variance += 4;
      for (int j = 0; j < i; j++) {
        variance += Double.isNaN(p.get(j)[row]) ? 0 : 2 * covariance[i][j];
      }
    }
    if (k == 0) {
      return Double.NaN;
    }
    double scale = variance / (4 * k);
    double degrees = 2 * k / scale;
    return ChiSquaredDistribution.of(degrees).survivalProbability(sum / scale);
  }

  /// The harmonic mean of the row's p-values times [#factor]: valid under any dependence.
  double worstCase(int row) {
    double sum = 0;
    int k = 0;
    for (double[] values : p) {
      if (!Double.isNaN(values[row])) {
        sum += 1 / values[row];
        k++;
      }
    }
    return k == 0 ? Double.NaN : Math.min(1, factor(k) * k / sum);
  }

  /// By how much the harmonic mean of `k` p-values must be multiplied to be valid under any
  /// dependence (Vovk and Wang, "Combining p-values via averaging", Biometrika 107, 2020,
  /// proposition 6): `(y + k)² / ((y + 1) k)`, where `y² = k ((y + 1) ln(y + 1) - y)`.
  static double factor(int k) {
    if (k <= 2) {
      return Math.max(1, k);
    }
    double low = 1e-3;
    double high = 2;
    while (excess(high, k) < 0) {
      high *= 2;
    }
    for (int i = 0; i < 100; i++) {
      double middle = (low + high) / 2;
      if (excess(middle, k) < 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (high + k) * (high + k) / ((high + 1) * k);
  }

  private static double excess(double y, int k) {
    return y * y - k * ((y + 1) * Math.log1p(y) - y);
  }
}
