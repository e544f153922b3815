package dev.gambeson.data.screen.outlier;

import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.data.screen.Ranks;
import java.util.Arrays;
import java.util.List;

/// Empirical tail probabilities of each feature, as negative natural logarithms, and the side on
/// which its distribution has the longer tail.
final class Tails {
  private final double[][] sorted; // per feature
  private final int[] skew; // sign of the skewness per feature

  private Tails(double[][] sorted, int[] skew) {
    this.sorted = sorted;
    this.skew = skew;
  }

  static Tails of(Rows rows, Workers workers) {
    List<double[]> columns =
        workers.map(
            rows.width(),
            f -> {
              double[] column = new double[rows.count()];
              Arrays.setAll(column, row -> rows.at(row, f));
              Arrays.sort(column);
              return column;
            });
    return new Tails(
        columns.toArray(double[][]::new), columns.stream().mapToInt(Tails::skewness).toArray());
  }

  private static int skewness(double[] sorted) {
    if (sorted[0] == sorted[sorted.length - 1]) {
      return 0;
    }
    double mean = Arrays.stream(sorted).average().orElseThrow();
    return (int)
        Math.signum(Arrays.stream(sorted).map(v -> (v - mean) * (v - mean) * (v - mean)).sum());
  }

  int width() {
    return sorted.length;
  }

  /// `-log P(X <= value)`; with `added` 1 as if the value were added to the rows, which keeps it
  /// finite beyond them.
  double left(int feature, double value, int added) {
    int upTo = Ranks.upTo(sorted[feature], value);
    return -Math.log((double) (upTo + added) / (sorted[feature].length + added));
  }

  /// `-log P(X >= value)`, likewise.
  double right(int feature, double value, int added) {
    int from = sorted[feature].length - Ranks.below(sorted[feature], value);
    return -Math.log((double) (from + added) / (sorted[feature].length + added));
  }

  /// The side of the longer tail (both sides where there is none).
  double skewed(int feature, double left, double right) {
    return (skew[feature] <= 0 ? left : 0) + (skew[feature] >= 0 ? right : 0);
  }
}
