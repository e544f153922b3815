package dev.gambeson.data.screen.label;

import java.util.Comparator;
import java.util.stream.IntStream;

/// Rounding that keeps totals, and orders of rows.
final class Rounding {
  private Rounding() {}

  /// Rounds half to even, then moves the values with the largest remainders by one until their sum
  /// is the rounded sum.
  static int[] keepingSum(double[] values) {
    double[] rounded = new double[values.length];
    double sum = 0;
    double roundedSum = 0;
    for (int i = 0; i < values.length; i++) {
      rounded[i] = Math.rint(values[i]);
      sum += values[i];
      roundedSum += rounded[i];
    }
    double goal = Math.rint(sum);
    while (Math.abs(roundedSum - goal) > 1e-6) {
      int step = goal > roundedSum ? 1 : -1;
      int[] order = byRemainder(values, rounded, step);
      int changes = (int) Math.min(Math.abs(goal - roundedSum), values.length);
      for (int c = 0; c < changes; c++) {
        rounded[order[c]] += step;
        roundedSum += step;
      }
    }
    return IntStream.range(0, values.length).map(i -> (int) rounded[i]).toArray();
  }

  /// Those to move first. Among equal remainders the higher index goes first when rounding up, the
  /// lower when rounding down, as a stable sort leaves them.
  private static int[] byRemainder(double[] values, double[] rounded, int step) {
    double[] remainders =
        IntStream.range(0, values.length).mapToDouble(i -> values[i] - rounded[i]).toArray();
    int[] order = ascending(remainders);
    return step < 0
        ? order
        : IntStream.range(0, order.length).map(i -> order[order.length - 1 - i]).toArray();
  }

  /// The sum in NumPy's order (pairwise, blocks of 128, eight running sums): its last bit decides
  /// which of two equal remainders is rounded up.
  static double pairwiseSum(double[] values, int from, int n) {
    if (n > 128) {
      int half = n / 2 - n / 2 % 8;
      return pairwiseSum(values, from, half) + pairwiseSum(values, from + half, n - half);
    }
    int blocks = n - n % 8;
    double[] r = new double[8];
    for (int i = 0; i < blocks; i++) {
      r[i % 8] = i < 8 ? values[from + i] : r[i % 8] + values[from + i];
    }
    double sum = n < 8 ? 0 : ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    for (int i = blocks; i < n; i++) {
      sum += values[from + i];
    }
    return sum;
  }

  /// Indices by value, the lower index first among equals.
  static int[] ascending(double[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> values[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
