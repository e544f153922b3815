package dev.gambeson.data.screen.trigger;

import dev.gambeson.core.data.Rows;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// The features whose means differ most between classes: enough for a baseline of a wide table.
final class Informative {
  private Informative() {}

  static int[] of(Rows rows, Truth truth, int[] features, int most) {
    if (features.length <= most) {
      return features;
    }
    int[] counts = truth.counts();
    double[] spread = new double[features.length];
    Arrays.setAll(spread, i -> between(rows, truth, counts, features[i]));
    return IntStream.range(0, features.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(i -> -spread[i]).thenComparing(i -> i))
        .limit(most)
        .mapToInt(i -> features[i])
        .sorted()
        .toArray();
  }

  /// Variance between class means over total variance.
  private static double between(Rows rows, Truth truth, int[] counts, int feature) {
    double[] sums = new double[counts.length];
    double sum = 0;
    double squares = 0;
    int n = 0;
    for (int row = 0; row < rows.count(); row++) {
      int c = truth.codes()[row];
      if (c >= 0) {
        double v = rows.at(row, feature);
        sums[c] += v;
        sum += v;
        squares += v * v;
        n++;
      }
    }
    double mean = sum / Math.max(1, n);
    double between = 0;
    for (int c = 0; c < counts.length; c++) {
      double d = counts[c] == 0 ? 0 : sums[c] / counts[c] - mean;
      between += counts[c] * d * d;
    }
    double total = squares - n * mean * mean;
    return total > 0 ? between / total : 0;
  }
}
