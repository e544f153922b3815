package dev.gambeson.model.tree;

import java.util.Arrays;

/// One tree as a file describes it: nodes under the file's own numbers, nothing checked yet.
/// [TreeEnsembleBuilder#add] checks and renumbers. Node 0 is the root unless said otherwise.
public final class TreeDraft {
  final int leafWidth;
  final int[] feature;
  final float[] bound;
  final byte[] flags;
  final int[] left;
  final int[] right;
  final double[] cover;
  final double[] values;
  final long[][] sets;
  int root;
  boolean hasCover = true;
  boolean everyNodeCounts; // whether a node that nothing leads to is an error

  /// @param nodes number of nodes; all are leaves of value 0 until said otherwise
  /// @param leafWidth values per leaf
  public TreeDraft(int nodes, int leafWidth) {
    this.leafWidth = leafWidth;
    feature = new int[nodes];
    bound = new float[nodes];
    flags = new byte[nodes];
    left = new int[nodes];
    right = new int[nodes];
    cover = new double[nodes];
    values = new double[Math.multiplyExact(nodes, leafWidth)];
    sets = new long[nodes][];
    Arrays.fill(feature, -1);
  }

  int nodes() {
    return feature.length;
  }

  /// Sets one value of a leaf.
  public TreeDraft leaf(int node, int at, double value) {
    values[node * leafWidth + at] = value;
    return this;
  }

  /// Makes a node ask `x < threshold`, left when so.
  public TreeDraft less(int node, int column, float threshold, int left, int right) {
    return split(node, column, Split.boundOfLess(threshold), 0, left, right);
  }

  /// Makes a node ask `x <= threshold`, left when so.
  public TreeDraft atMost(int node, int column, double threshold, int left, int right) {
    return split(node, column, Split.boundOfAtMost(threshold), 0, left, right);
  }

  /// Makes a node ask `x == value`, left when so.
  public TreeDraft equal(int node, int column, float value, int left, int right) {
    return split(node, column, value, TreeEnsemble.KIND_EQUAL, left, right);
  }

  /// Makes a node ask whether `(int) x` is in a set of categories, left when so.
  ///
  /// @param set bit `c % 64` of word `c / 64` stands for category `c`
  public TreeDraft inSet(int node, int column, long[] set, int left, int right) {
    sets[node] = set;
    return split(node, column, 0, TreeEnsemble.KIND_SET, left, right);
  }

  private TreeDraft split(int node, int column, float bound, int kind, int left, int right) {
    feature[node] = column;
    this.bound[node] = bound;
    flags[node] = (byte) kind;
    this.left[node] = left;
    this.right[node] = right;
    return this;
  }

  /// Says where a missing value goes; to the right by default.
  public TreeDraft missing(int node, boolean toLeft) {
    if (toLeft) {
      flags[node] |= TreeEnsemble.MISSING_LEFT;
    } else {
      flags[node] &= ~TreeEnsemble.MISSING_LEFT;
    }
    return this;
  }

  /// Says that zero counts as missing at this node.
  public TreeDraft zeroIsMissing(int node) {
    flags[node] |= TreeEnsemble.ZERO_IS_MISSING;
    return this;
  }

  /// Sets the training weight that reached a node.
  public TreeDraft cover(int node, double weight) {
    cover[node] = weight;
    return this;
  }

  /// Says that the file tells no training weights.
  public TreeDraft withoutCover() {
    hasCover = false;
    return this;
  }
}
