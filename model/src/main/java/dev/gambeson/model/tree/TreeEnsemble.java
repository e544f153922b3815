package dev.gambeson.model.tree;

import java.util.Arrays;

/// An immutable ensemble of decision trees over a float32 matrix: flat arrays, one entry per node.
/// Thread-safe. Made by [TreeModels], or by hand with [TreeEnsembleBuilder].
///
/// Nodes of all trees share one numbering, breadth first within each tree, the right child always
/// right behind the left one. An input is one row of [#width] values starting at an offset; NaN
/// means missing and follows [#missingLeft].
///
/// Sums: a trainer that adds leaf values in float32 (XGBoost, ONNX Runtime) is followed in that, in
/// tree order, by [#margins]; [#margin] adds in double, for attributions and attacks.
public final class TreeEnsemble {
  static final byte MISSING_LEFT = 1;
  static final byte ZERO_IS_MISSING = 2;
  static final byte KIND_EQUAL = 4;
  static final byte KIND_SET = 8;
  private static final byte KINDS = KIND_EQUAL | KIND_SET;
  private static final float ZERO = 1e-35f; // LightGBM's kZeroThreshold

  private final int width;
  private final int outputs;
  private final int leafWidth;
  private final Link link;
  private final boolean floatSums;
  private final double[] base;
  private final int[] roots; // one more than there are trees
  private final int[] treeOutput;
  private final int[] feature; // -1 at a leaf
  private final float[] bound; // at a set node: index into sets
  private final byte[] flags;
  private final int[] left; // at a leaf: start of its values
  private final double[] cover;
  private final double[] values;
  private final long[][] sets;
  private final boolean hasCover;
  private final int depth;

  TreeEnsemble(TreeEnsembleBuilder b) {
    width = b.width;
    outputs = b.outputs;
    leafWidth = b.leafWidth;
    link = b.link;
    floatSums = b.floatSums;
    base = b.base.clone();
    roots = b.roots.toArray();
    treeOutput = b.treeOutput.toArray();
    feature = b.feature.toArray();
    bound = b.bound();
    flags = b.flags();
    left = b.left.toArray();
    cover = b.cover();
    values = b.values();
    sets = b.sets.toArray(long[][]::new);
    hasCover = b.hasCover;
    depth = b.depth;
  }

  /// Number of matrix columns it reads.
  public int width() {
    return width;
  }

  /// Number of margins: 1 for most binary models, otherwise one per class.
  public int outputs() {
    return outputs;
  }

  /// Number of classes scored: at least 2.
  public int classes() {
    return Math.max(2, outputs);
  }

  /// How margins become scores.
  public Link link() {
    return link;
  }

  /// Number of trees.
  public int trees() {
    return treeOutput.length;
  }

  /// Number of nodes of all trees.
  public int nodes() {
    return feature.length;
  }

  /// Edges on the longest path from a root to a leaf.
  public int depth() {
    return depth;
  }

  /// Whether nodes know how much training weight reached them ([#cover]).
  public boolean hasCover() {
    return hasCover;
  }

  /// The margin before any tree speaks.
  public double base(int output) {
    return base[output];
  }

  /// The root node of a tree. Its nodes are `root(tree)` to `root(tree + 1) - 1`.
  ///
  /// @param tree from 0 to `trees()`; the last gives [#nodes]
  public int root(int tree) {
    return roots[tree];
  }

  /// Whether a node is a leaf.
  public boolean isLeaf(int node) {
    return feature[node] < 0;
  }

  /// The matrix column an inner node asks about; -1 for a leaf.
  public int feature(int node) {
    return feature[node];
  }

  /// What an inner node asks.
  public Split split(int node) {
    return switch (flags[node] & KINDS) {
      case KIND_EQUAL -> Split.EQUAL;
      case KIND_SET -> Split.IN_SET;
      default -> Split.AT_MOST;
    };
  }

  /// The greatest float32 that goes left ([Split#AT_MOST]), or the one that does ([Split#EQUAL]).
  /// NaN when nothing goes left. Meaningless for a set.
  public float bound(int node) {
    return bound[node];
  }

  /// Whether a category goes left at a [Split#IN_SET] node.
  public boolean inSet(int node, int category) {
    long[] set = sets[(int) bound[node]];
    int word = category >> 6;
    return category >= 0 && word < set.length && (set[word] >>> category & 1) != 0;
  }

  /// Whether a missing value goes left.
  public boolean missingLeft(int node) {
    return (flags[node] & MISSING_LEFT) != 0;
  }

  /// Whether zero counts as missing at this node (LightGBM's `zero_as_missing`).
  public boolean zeroIsMissing(int node) {
    return (flags[node] & ZERO_IS_MISSING) != 0;
  }

  /// The left child of an inner node.
  public int left(int node) {
    return left[node];
  }

  /// The right child of an inner node.
  public int right(int node) {
    return left[node] + 1;
  }

  /// Training weight that reached the node: the sum of Hessians in XGBoost, the number of rows in
  /// LightGBM. Meaningful only if [#hasCover].
  public double cover(int node) {
    return cover[node];
  }

  /// What a leaf adds to a margin.
  ///
  /// @param tree the leaf's tree
  /// @param leaf a leaf of that tree
  /// @param output which margin
  public double leafValue(int tree, int leaf, int output) {
    if (leafWidth > 1) {
      return values[left[leaf] + output];
    }
    return treeOutput[tree] == output ? values[left[leaf]] : 0;
  }

  /// Whether a tree adds to a margin at all.
  public boolean speaksTo(int tree, int output) {
    return leafWidth > 1 || treeOutput[tree] == output;
  }

  /// Whether an inner node sends this value of its column to the left.
  public boolean goesLeft(int node, float x) {
    byte flag = flags[node];
    if (Float.isNaN(x) || ((flag & ZERO_IS_MISSING) != 0 && Math.abs(x) <= ZERO)) {
      return (flag & MISSING_LEFT) != 0;
    }
    return switch (flag & KINDS) {
      case KIND_EQUAL -> x == bound[node];
      case KIND_SET -> inSet(node, (int) x);
      default -> x <= bound[node];
    };
  }

  /// The leaf that a row ends in.
  ///
  /// @param tree the tree
  /// @param matrix matrix, row-major
  /// @param at index of the row's first value
  public int leaf(int tree, float[] matrix, int at) {
    int node = roots[tree];
    for (int f = feature[node]; f >= 0; f = feature[node]) {
      float x = matrix[at + f];
      // Without flags a missing value goes right, which is where `NaN <= bound` sends it.
      boolean toLeft = flags[node] == 0 ? x <= bound[node] : goesLeft(node, x);
      node = left[node] + (toLeft ? 0 : 1);
    }
    return node;
  }

  /// One margin of one row, added in double.
  public double margin(float[] matrix, int at, int output) {
    double sum = base[output];
    for (int tree = 0; tree < treeOutput.length; tree++) {
      if (speaksTo(tree, output)) {
        sum += leafValue(tree, leaf(tree, matrix, at), output);
      }
    }
    return sum;
  }

  /// All margins of many rows, row-major `rows * outputs()`, added as the trainer adds them.
  ///
  /// @throws IllegalArgumentException when `matrix` does not hold whole rows
  public float[] margins(float[] matrix) {
    if (matrix.length % width != 0) {
      throw new IllegalArgumentException(
          "%d values do not make rows of width %d".formatted(matrix.length, width));
    }
    int rows = matrix.length / width;
    return floatSums ? floatMargins(matrix, rows) : doubleMargins(matrix, rows);
  }

  /// Scores per class of many rows, row-major `rows * classes()`, float32.
  public float[] scores(float[] matrix) {
    return link.scores(margins(matrix), outputs);
  }

  private float[] floatMargins(float[] matrix, int rows) {
    float[] sums = new float[rows * outputs];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = (float) base[i % outputs];
    }
    // Trees outside, so that one tree stays in cache; each row still adds in tree order.
    for (int tree = 0; tree < treeOutput.length; tree++) {
      for (int row = 0; row < rows; row++) {
        int at = left[leaf(tree, matrix, row * width)];
        if (leafWidth == 1) {
          sums[row * outputs + treeOutput[tree]] += (float) values[at];
        } else {
          for (int c = 0; c < outputs; c++) {
            sums[row * outputs + c] += (float) values[at + c];
          }
        }
      }
    }
    return sums;
  }

  private float[] doubleMargins(float[] matrix, int rows) {
    float[] margins = new float[rows * outputs];
    for (int row = 0; row < rows; row++) {
      for (int c = 0; c < outputs; c++) {
        margins[row * outputs + c] = (float) margin(matrix, row * width, c);
      }
    }
    return margins;
  }

  @Override
  public String toString() {
    return "TreeEnsemble[trees=%d, nodes=%d, width=%d, outputs=%d, link=%s, base=%s]"
        .formatted(trees(), nodes(), width, outputs, link, Arrays.toString(base));
  }
}
