package dev.gambeson.model.tree;

import java.util.BitSet;

/// Walks one drafted tree from its root, breadth first, checks it and appends it to the ensemble. A
/// node met twice means a cycle or a shared child: refused. Nodes never met (deleted ones) are left
/// out.
final class TreeLayout {
  private final TreeEnsembleBuilder out;
  private final TreeDraft tree;
  private final int number;
  private final int[] queue;
  private final int[] level;
  private final BitSet met = new BitSet();
  private int end;

  TreeLayout(TreeEnsembleBuilder out, TreeDraft tree, int number) {
    this.out = out;
    this.tree = tree;
    this.number = number;
    this.queue = new int[tree.nodes()];
    this.level = new int[tree.nodes()];
  }

  void run() {
    if (tree.nodes() == 0) {
      throw out.bad("tree " + number + " has no nodes");
    }
    int first = out.feature.size();
    enqueue(tree.root, tree.root, 0);
    for (int next = 0; next < end; next++) {
      int node = queue[next];
      checkCover(node);
      if (tree.feature[node] < 0) {
        leaf(node);
      } else {
        inner(node, first, level[next]);
      }
    }
    if (tree.everyNodeCounts && end < tree.nodes()) {
      throw out.bad("some nodes of tree " + number + " hang on none of its branches");
    }
  }

  private void leaf(int node) {
    int at = node * tree.leafWidth;
    for (int i = 0; i < tree.leafWidth; i++) {
      if (!Double.isFinite(tree.values[at + i])) {
        throw bad(node, "is a leaf of value " + tree.values[at + i]);
      }
    }
    out.node(-1, 0, (byte) 0, out.leafValues(tree.values, at), tree.cover[node]);
  }

  private void inner(int node, int first, int depth) {
    if (tree.feature[node] >= out.width) {
      throw bad(
          node, "asks about feature %d, but there are %d".formatted(tree.feature[node], out.width));
    }
    float bound = tree.bound[node];
    byte flags = tree.flags[node];
    if ((flags & TreeEnsemble.KIND_SET) != 0) {
      bound = out.sets.size();
      out.sets.add(tree.sets[node]);
      if (out.sets.size() > 1 << 24) {
        throw out.bad("it has more than 16,777,216 categorical splits");
      }
    }
    int left = first + end;
    enqueue(tree.left[node], node, depth + 1);
    enqueue(tree.right[node], node, depth + 1);
    out.node(tree.feature[node], bound, flags, left, tree.cover[node]);
  }

  private void enqueue(int node, int parent, int depth) {
    if (node < 0 || node >= tree.nodes()) {
      throw bad(parent, "points to node " + node + " of " + tree.nodes());
    }
    if (met.get(node)) {
      throw bad(node, "is reached twice, so this is no tree");
    }
    if (depth > TreeEnsembleBuilder.MAX_DEPTH) {
      throw out.bad("tree %d is deeper than %d".formatted(number, TreeEnsembleBuilder.MAX_DEPTH));
    }
    met.set(node);
    out.depth = Math.max(out.depth, depth);
    level[end] = depth;
    queue[end++] = node;
  }

  private void checkCover(int node) {
    if (tree.hasCover && !(tree.cover[node] >= 0 && Double.isFinite(tree.cover[node]))) {
      throw bad(node, "has the training weight " + tree.cover[node]);
    }
  }

  private RuntimeException bad(int node, String what) {
    return out.bad("node %d of tree %d %s".formatted(node, number, what));
  }
}
