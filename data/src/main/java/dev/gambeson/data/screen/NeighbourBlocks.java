package dev.gambeson.data.screen;

import dev.gambeson.core.data.Rows;
import dev.gambeson.data.screen.Neighbours.Nearest;
import java.util.Arrays;

/// Reference rows in blocks, each block stored feature by feature, so that one feature of many rows
/// is subtracted by one vector instruction and a block stays in the processor's cache.
///
/// Squared distances are sums of squared differences, not `|a|² + |b|² - 2ab`: the latter loses all
/// digits exactly where it matters here, between near-copies. Each sum runs over the features in
/// order, hence its bits depend on the two rows alone.
final class NeighbourBlocks {
  private static final int CACHE = 48_000; // values of a block, 384 kB: within a level 2 cache
  private static final int MIN_ROWS = 32;
  private static final int MAX_ROWS = 1024;

  private final int count;
  private final int height; // rows of a block
  private final double[][][] blocks; // block, feature, row

  NeighbourBlocks(Rows rows) {
    requireFinite(rows);
    count = rows.count();
    height = Math.clamp(CACHE / Math.max(1, rows.width()), MIN_ROWS, MAX_ROWS);
    blocks = new double[Math.ceilDiv(count, height)][rows.width()][height];
    for (int row = 0; row < count; row++) {
      double[][] block = blocks[row / height];
      for (int f = 0; f < rows.width(); f++) {
        block[f][row % height] = rows.at(row, f);
      }
    }
  }

  static void requireFinite(Rows rows) {
    for (int i = 0; i < rows.values().length; i++) {
      if (!Double.isFinite(rows.values()[i])) {
        throw new IllegalArgumentException(
            "row %d, feature %d is %s: distances need finite values"
                .formatted(i / rows.width(), i % rows.width(), rows.values()[i]));
      }
    }
  }

  /// The nearest rows of each query in the range.
  ///
  /// @param same whether the queries are the reference rows: a row is then left out of its own list
  Nearest[] nearest(Rows queries, int from, int to, int k, boolean same) {
    Nearest[] nearest = new Nearest[to - from];
    Arrays.setAll(nearest, _ -> new Nearest(k));
    double[] even = new double[height];
    double[] odd = new double[height];
    for (int b = 0; b < blocks.length; b++) {
      for (int q = from; q < to; q += 2) {
        int other = Math.min(q + 1, to - 1);
        squares(blocks[b], queries, q, other, even, odd);
        keep(nearest[q - from], even, b, same ? q : -1);
        if (other > q) {
          keep(nearest[other - from], odd, b, same ? other : -1);
        }
      }
    }
    return nearest;
  }

  private static void squares(
      double[][] block, Rows queries, int a, int b, double[] toA, double[] toB) {
    Arrays.fill(toA, 0);
    Arrays.fill(toB, 0);
    int width = queries.width();
    int f = 0;
    for (; f + 1 < width; f += 2) {
      twoFeatures(
          block[f],
          block[f + 1],
          queries.at(a, f),
          queries.at(a, f + 1),
          queries.at(b, f),
          queries.at(b, f + 1),
          toA,
          toB);
    }
    if (f < width) {
      oneFeature(block[f], queries.at(a, f), toA);
      oneFeature(block[f], queries.at(b, f), toB);
    }
  }

  // Two queries and two features at a time: fewer loads and stores per difference.
  private static void twoFeatures(
      double[] first,
      double[] second,
      double a1,
      double a2,
      double b1,
      double b2,
      double[] toA,
      double[] toB) {
    for (int j = 0; j < first.length; j++) {
      double da1 = a1 - first[j];
      double da2 = a2 - second[j];
      double db1 = b1 - first[j];
      double db2 = b2 - second[j];
      toA[j] = toA[j] + da1 * da1 + da2 * da2;
      toB[j] = toB[j] + db1 * db1 + db2 * db2;
    }
  }

  private static void oneFeature(double[] column, double a, double[] toA) {
    for (int j = 0; j < column.length; j++) {
      double d = a - column[j];
      toA[j] = toA[j] + d * d;
    }
  }

  private void keep(Nearest nearest, double[] squares, int block, int self) {
    int first = block * height;
    int rows = Math.min(height, count - first);
    double bound = nearest.bound();
    for (int j = 0; j < rows; j++) {
      if (!(squares[j] >= bound) && first + j != self) { // a NaN bound: the list is not full yet
        nearest.offer(first + j, squares[j]);
        bound = nearest.bound();
      }
    }
  }
}
