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
  private static final int HEIGHT = 256; // rows of a block
  private static final int CHUNK = 128; // features at a time: 256 kB, within a level 2 cache; even

  private final int count;
  private final double[][][] blocks; // block, feature, row

  NeighbourBlocks(Rows rows) {
    requireFinite(rows);
    count = rows.count();
    blocks = new double[Math.ceilDiv(count, HEIGHT)][rows.width()][HEIGHT];
    for (int row = 0; row < count; row++) {
      double[][] block = blocks[row / HEIGHT];
      for (int f = 0; f < rows.width(); f++) {
        block[f][row % HEIGHT] = rows.at(row, f);
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
    double[][] squares = new double[to - from + 1][HEIGHT]; // one to spare: queries go in pairs
    for (int b = 0; b < blocks.length; b++) {
      for (double[] row : squares) {
        Arrays.fill(row, 0);
      }
      for (int f = 0; f < queries.width(); f += CHUNK) {
        for (int q = from; q < to; q += 2) {
          add(blocks[b], f, queries, q, squares[q - from], squares[q - from + 1]);
        }
      }
      for (int q = from; q < to; q++) {
        keep(nearest[q - from], squares[q - from], b * HEIGHT, same ? q : -1);
      }
    }
    return nearest;
  }

  private static void add(
      double[][] block, int from, Rows queries, int query, double[] toA, double[] toB) {
    int to = Math.min(from + CHUNK, queries.width());
    int a = query * queries.width();
    int b = query + 1 < queries.count() ? a + queries.width() : a;
    double[] v = queries.values();
    int f = from;
    for (; f + 1 < to; f += 2) {
      twoFeatures(block[f], block[f + 1], v[a + f], v[a + f + 1], v[b + f], v[b + f + 1], toA, toB);
    }
    if (f < to) {
      oneFeature(block[f], v[a + f], toA);
      oneFeature(block[f], v[b + f], toB);
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

  private void keep(Nearest nearest, double[] squares, int first, int self) {
    int rows = Math.min(HEIGHT, count - first);
    double bound = nearest.bound();
    for (int j = 0; j < rows; j++) {
      if (!(squares[j] >= bound) && first + j != self) { // a NaN bound: the list is not full yet
        nearest.offer(first + j, squares[j]);
        bound = nearest.bound();
      }
    }
  }
}
