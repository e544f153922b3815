package dev.gambeson.data.screen.label;

import dev.gambeson.core.data.Rows;
import java.util.stream.IntStream;

/// The pruning rules of confident learning (Northcutt et al. 2021, section 3.2, methods 3 to 5):
/// the joint says how many rows, the probabilities say which.
final class Pruning {
  private static final int LEFT_PER_CLASS = 1;

  private final int[] labels;
  private final Rows probabilities;
  private final int[][] counts; // [true class][given class], at least one right row a class

  Pruning(int[] labels, Rows probabilities, int[][] joint) {
    this.labels = labels;
    this.probabilities = probabilities;
    this.counts = keepSome(joint);
  }

  /// The transposed joint, its diagonal raised to one row; what that adds is taken in equal parts
  /// from the other counts of the same given class.
  private static int[][] keepSome(int[][] joint) {
    int k = joint.length;
    int[][] out = new int[k][k];
    for (int given = 0; given < k; given++) {
      long held = IntStream.of(joint[given]).filter(c -> c != 0).count();
      int diagonal = Math.max(joint[given][given], LEFT_PER_CLASS);
      double less = (diagonal - joint[given][given]) / Math.max(held - 1.0, 1.0);
      for (int truth = 0; truth < k; truth++) {
        out[truth][given] =
            truth == given ? diagonal : (int) Math.max(0, joint[given][truth] - less);
      }
    }
    return out;
  }

  boolean[] both() {
    boolean[] a = byClass();
    boolean[] b = byNoiseRate();
    for (int i = 0; i < a.length; i++) {
      a[i] &= b[i];
    }
    return a;
  }

  boolean[] byClass() {
    boolean[] out = new boolean[labels.length];
    for (int k = 0; k < counts.length; k++) {
      int given = k;
      int[] rows = rowsOf(k);
      double[] own = IntStream.of(rows).mapToDouble(i -> probabilities.at(i, given)).toArray();
      mark(out, rows, own, rows.length - counts[k][k]);
    }
    return out;
  }

  boolean[] byNoiseRate() {
    boolean[] out = new boolean[labels.length];
    for (int k = 0; k < counts.length; k++) {
      int given = k;
      int[] rows = rowsOf(k);
      for (int j = 0; j < counts.length; j++) {
        int truth = j;
        double[] margins =
            IntStream.of(rows)
                .mapToDouble(i -> probabilities.at(i, given) - probabilities.at(i, truth))
                .toArray();
        mark(out, rows, margins, j == k ? 0 : counts[j][k]);
      }
    }
    return out;
  }

  private int[] rowsOf(int label) {
    return IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray();
  }

  /// Marks the `many` rows of smallest value, of a class that has more than one row.
  private static void mark(boolean[] out, int[] rows, double[] values, int many) {
    if (rows.length <= LEFT_PER_CLASS || many <= 0) {
      return;
    }
    int[] order = Rounding.ascending(values);
    for (int i = 0; i < Math.min(many, rows.length); i++) {
      out[rows[order[i]]] = true;
    }
  }
}
