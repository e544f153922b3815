package dev.gambeson.data.screen.outlier;

import dev.gambeson.core.data.Rows;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// One tree of an [IsolationForest]: random cuts of random features, down to `ceil(log2(sample))`.
final class IsolationTree {
  private static final double EULER = 0.5772156649015329;
  private static final int LEAF = -1;

  private final Rows rows;
  private final RandomGenerator random;
  private final int[] order; // rows of the sample, permuted so that each node is a range
  private final int[] untried; // features, permuted while one that varies is looked for

  private int[] feature;
  private double[] value; // of an inner node its cut, of a leaf its depth
  private int[] left; // the right child follows the left one
  private int nodes;

  private IsolationTree(Rows rows, int[] sample, RandomGenerator random) {
    this.rows = rows;
    this.random = random;
    this.order = sample;
    this.untried = new int[rows.width()];
    Arrays.setAll(untried, f -> f);
    feature = new int[2 * sample.length];
    value = new double[feature.length];
    left = new int[feature.length];
  }

  static IsolationTree grow(Rows rows, int[] sample, RandomGenerator random) {
    IsolationTree tree = new IsolationTree(rows, sample, random);
    int limit = 32 - Integer.numberOfLeadingZeros(Math.max(sample.length, 2) - 1);
    tree.nodes = 1;
    tree.grow(0, 0, sample.length, 0, limit);
    tree.feature = Arrays.copyOf(tree.feature, tree.nodes);
    tree.value = Arrays.copyOf(tree.value, tree.nodes);
    tree.left = Arrays.copyOf(tree.left, tree.nodes);
    return tree;
  }

  private void grow(int node, int from, int to, int depth, int limit) {
    int cut = depth < limit && to - from > 1 ? varying(from, to) : LEAF;
    feature[node] = cut;
    if (cut == LEAF) {
      value[node] = depth + averageDepth(to - from);
      return;
    }
    double[] range = range(cut, from, to);
    double at = range[0] + random.nextDouble() * (range[1] - range[0]);
    at = at < range[1] ? at : range[0]; // rounding must not leave the right side empty
    int middle = partition(cut, at, from, to);
    int child = nodes;
    nodes += 2;
    value[node] = at;
    left[node] = child;
    grow(child, from, middle, depth + 1, limit);
    grow(child + 1, middle, to, depth + 1, limit);
  }

  // A random one of the features that are not constant on these rows.
  private int varying(int from, int to) {
    for (int remaining = untried.length; remaining > 0; remaining--) {
      int pick = random.nextInt(remaining);
      int f = untried[pick];
      untried[pick] = untried[remaining - 1];
      untried[remaining - 1] = f;
      double[] range = range(f, from, to);
      if (range[0] < range[1]) {
        return f;
      }
    }
    return LEAF;
  }

  private double[] range(int f, int from, int to) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      double v = rows.at(order[i], f);
      min = Math.min(min, v);
      max = Math.max(max, v);
    }
    return new double[] {min, max};
  }

  private int partition(int f, double at, int from, int to) {
    int middle = from;
    for (int i = from; i < to; i++) {
      if (rows.at(order[i], f) <= at) {
        int held = order[middle];
        order[middle++] = order[i];
        order[i] = held;
      }
    }
    return middle;
  }

  /// Cuts that isolate the row, with the expected rest where the tree was cut short.
  double depth(double[] values, int offset) {
    int node = 0;
    while (feature[node] != LEAF) {
      node = left[node] + (values[offset + feature[node]] <= value[node] ? 0 : 1);
    }
    return value[node];
  }

  /// Mean depth of a tree over `n` distinct rows (eq. 1 of the paper).
  static double averageDepth(int n) {
    if (n <= 2) {
      return n - 1.0;
    }
    return 2 * (Math.log(n - 1.0) + EULER) - 2 * (n - 1.0) / n;
  }
}
