package dev.gambeson.explain;

import dev.gambeson.core.GambesonException;
import dev.gambeson.model.tree.TreeEnsemble;
import java.util.Arrays;

/// One tree seen as a set of paths. Along each path from the root to a leaf, the distinct columns
/// asked about get slots 0, 1, ... in order of appearance; a row's *pattern* at a leaf has bit `s`
/// set when the row would pass every question about slot `s`'s column on that path. All that
/// Shapley values need to know about a row is its pattern at each leaf, and all patterns of a row
/// come from one sweep over the nodes.
final class TreePaths {
  /// Most distinct columns on one path.
  static final int MAX_SLOTS = 62;

  private final TreeEnsemble ensemble;
  private final int first;
  private final int[] slot; // per local node: slot of its column; -1 at a leaf
  private final int[] leaves; // local nodes
  private final int[][] columns; // per leaf
  private final double[][] zero; // per leaf and slot
  private final double[] values; // per leaf

  TreePaths(TreeEnsemble ensemble, int tree, int output) {
    this.ensemble = ensemble;
    first = ensemble.root(tree);
    int nodes = ensemble.root(tree + 1) - first;
    slot = new int[nodes];
    int[][] path = new int[nodes][];
    double[][] fractions = new double[nodes][];
    path[0] = new int[0];
    fractions[0] = new double[0];
    int[] found = new int[nodes];
    int count = 0;
    for (int n = 0; n < nodes; n++) {
      slot[n] = -1;
      if (ensemble.isLeaf(first + n)) {
        found[count++] = n;
      } else {
        descend(n, path, fractions);
      }
    }
    leaves = Arrays.copyOf(found, count);
    columns = new int[count][];
    zero = new double[count][];
    values = new double[count];
    for (int l = 0; l < count; l++) {
      columns[l] = path[leaves[l]];
      zero[l] = fractions[leaves[l]];
      values[l] = ensemble.leafValue(tree, first + leaves[l], output);
    }
  }

  private void descend(int n, int[][] path, double[][] fractions) {
    int column = ensemble.feature(first + n);
    int[] columnsHere = path[n];
    int s = 0;
    while (s < columnsHere.length && columnsHere[s] != column) {
      s++;
    }
    slot[n] = s;
    if (s == columnsHere.length) {
      if (s == MAX_SLOTS) {
        throw GambesonException.badInput(
            "A path of this tree ensemble asks about more than %d different columns; Gambeson cannot explain that."
                .formatted(MAX_SLOTS));
      }
      columnsHere = Arrays.copyOf(columnsHere, s + 1);
      columnsHere[s] = column;
    }
    int left = ensemble.left(first + n) - first;
    path[left] = columnsHere;
    path[left + 1] = columnsHere;
    fractions[left] = times(fractions[n], s, share(n, left));
    fractions[left + 1] = times(fractions[n], s, share(n, left + 1));
  }

  /// A child's share of its parent's training weight; one half where no weight arrived.
  private double share(int parent, int child) {
    double cover = ensemble.cover(first + parent);
    return cover > 0 ? ensemble.cover(first + child) / cover : 0.5;
  }

  private static double[] times(double[] fractions, int slot, double share) {
    double[] out = Arrays.copyOf(fractions, Math.max(fractions.length, slot + 1));
    out[slot] = slot < fractions.length ? fractions[slot] * share : share;
    return out;
  }

  int leaves() {
    return leaves.length;
  }

  /// The columns of a leaf's path, by slot.
  int[] columns(int leaf) {
    return columns[leaf];
  }

  double value(int leaf) {
    return values[leaf];
  }

  /// Per slot, the share of training weight that passes its questions on the path.
  double[] zeroFractions(int leaf) {
    return zero[leaf];
  }

  /// Scratch space for [#patterns].
  long[] scratch() {
    return new long[slot.length];
  }

  /// Writes the pattern of a row at each node into `out`, indexed by local node; read those of the
  /// leaves with [#pattern].
  void patterns(float[] matrix, int at, long[] out) {
    out[0] = -1;
    for (int n = 0; n < slot.length; n++) {
      int s = slot[n];
      if (s >= 0) {
        int node = first + n;
        boolean toLeft = ensemble.goesLeft(node, matrix[at + ensemble.feature(node)]);
        int left = ensemble.left(node) - first;
        long failed = out[n] & ~(1L << s);
        out[left] = toLeft ? out[n] : failed;
        out[left + 1] = toLeft ? failed : out[n];
      }
    }
  }

  /// The pattern at a leaf, bits of its slots only.
  long pattern(int leaf, long[] patterns) {
    return patterns[leaves[leaf]] & full(leaf);
  }

  /// The pattern of a row that ends in this leaf.
  long full(int leaf) {
    return (1L << columns[leaf].length) - 1;
  }
}
