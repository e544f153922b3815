package dev.gambeson.data.screen.trigger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How far the label of a value's carriers exceeds what is expected of them, measured against how
/// far values like it stray by themselves.
///
/// In a column whose values call up labels by nature (`capital-gain` in the census data, where the
/// tax law makes one amount a sure sign and the next its opposite) a further such value is no
/// surprise; in a column whose values say little it is. So the variance of an excess is that of
/// sampling plus the variance between the other values of the same column (method of moments as in
/// DerSimonian and Laird 1986), of which the largest tenth, at least one, is left out: several
/// triggers in one column must not excuse each other. Columns with few values borrow from the
/// others.
final class Excess {
  private static final double BORROWED = 4; // weight of the pooled variance, in values

  private Excess() {}

  /// Residuals of one column (or pair of columns) and class.
  ///
  /// @param n carriers per value
  /// @param hits carriers with the label
  /// @param expected carriers expected to have it
  @SuppressWarnings("ArrayRecordComponent") // a bulk buffer, passed along without copies
  record Residuals(int[] n, int[] hits, double[] expected) {
    int count() {
      return n.length;
    }

    double excess(int value) {
      return n[value] == 0 ? 0 : (hits[value] - expected[value]) / n[value];
    }

    /// Variance of the share by sampling alone, of carriers as they are expected to be; never 0.
    double sampling(int value) {
      double q = (expected[value] + 0.5) / (n[value] + 1);
      return q * (1 - q) / Math.max(1, n[value]);
    }

    /// What this value strays beyond sampling, squared; may be negative.
    double stray(int value) {
      double excess = excess(value);
      return n[value] == 0 ? 0 : excess * excess - sampling(value);
    }

    /// Standard scores, given the variance between values that other columns show.
    double[] scores(double pooled) {
      double[] strays = new double[count()];
      Arrays.setAll(strays, this::stray);
      double[] sorted = strays.clone();
      Arrays.sort(sorted);
      double[] below = new double[count() + 1]; // sums of the smallest
      for (int i = 0; i < sorted.length; i++) {
        below[i + 1] = below[i] + sorted[i];
      }
      double[] scores = new double[count()];
      for (int value = 0; value < scores.length; value++) {
        double between = between(strays[value], sorted, below, pooled);
        scores[value] = excess(value) / Math.sqrt(sampling(value) + between);
      }
      return scores;
    }

    private static double between(double own, double[] sorted, double[] below, double pooled) {
      int others = sorted.length - 1;
      int kept = Math.max(0, others - Math.max(1, others / 10));
      int ownAt = Arrays.binarySearch(sorted, own);
      double sum = ownAt < kept ? below[kept + 1] - own : below[kept];
      return Math.max(0, (sum + BORROWED * pooled) / (kept + BORROWED));
    }
  }

  /// The median over columns of the variance between values: what is usual in this table.
  static double pooled(Iterable<Residuals> columns) {
    List<Double> variances = new ArrayList<>();
    for (Residuals r : columns) {
      double sum = 0;
      for (int value = 0; value < r.count(); value++) {
        sum += r.stray(value);
      }
      if (r.count() > 0) {
        variances.add(Math.max(0, sum / r.count()));
      }
    }
    double[] sorted = variances.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }
}
