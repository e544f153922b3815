package dev.gambeson.model.tree;

import dev.gambeson.core.GambesonException;

/// One tree of an XGBoost document: parallel arrays, one entry per node.
final class XgboostTree {
  private int[] left = {};
  private int[] right = {};
  private int[] columns = {};
  private float[] conditions = {};
  private int[] defaultLeft = {};
  private int[] kinds = {};
  private float[] hessians = {};
  private int[] categories = {};
  private int[] categoryNodes = {};
  private int[] categoryStarts = {};
  private int[] categorySizes = {};

  static XgboostTree read(DocumentCursor in) {
    XgboostTree tree = new XgboostTree();
    in.object(field -> tree.field(in, field));
    return tree;
  }

  private void field(DocumentCursor in, String name) {
    switch (name) {
      case "left_children" -> left = in.ints();
      case "right_children" -> right = in.ints();
      case "split_indices" -> columns = in.ints();
      case "split_conditions" -> conditions = in.floats();
      case "default_left" -> defaultLeft = in.ints();
      case "split_type" -> kinds = in.ints();
      case "sum_hessian" -> hessians = in.floats();
      case "categories" -> categories = in.ints();
      case "categories_nodes" -> categoryNodes = in.ints();
      case "categories_segments" -> categoryStarts = in.ints();
      case "categories_sizes" -> categorySizes = in.ints();
      default -> in.skip();
    }
  }

  /// @param factor what every leaf is multiplied with (DART's tree weight)
  TreeDraft draft(String source, float factor) {
    int nodes = left.length;
    same(source, "right_children", nodes, right.length);
    same(source, "split_indices", nodes, columns.length);
    same(source, "split_conditions", nodes, conditions.length);
    same(source, "default_left", nodes, defaultLeft.length);
    TreeDraft draft = new TreeDraft(nodes, 1);
    long[][] sets = categorySets(source);
    for (int node = 0; node < nodes; node++) {
      if (left[node] == -1) {
        draft.leaf(node, 0, conditions[node] * factor);
      } else if (kinds.length > node && kinds[node] == 1) {
        // XGBoost sends the set to the right; ours goes left, so the children change places.
        draft.inSet(node, column(source, node), sets[node], right[node], left[node]);
        draft.missing(node, defaultLeft[node] == 0);
      } else {
        draft.less(node, column(source, node), conditions[node], left[node], right[node]);
        draft.missing(node, defaultLeft[node] != 0);
      }
    }
    return covers(draft);
  }

  private TreeDraft covers(TreeDraft draft) {
    if (hessians.length != left.length) {
      return draft.withoutCover();
    }
    for (int node = 0; node < hessians.length; node++) {
      draft.cover(node, hessians[node]);
    }
    return draft;
  }

  private int column(String source, int node) {
    if (columns[node] < 0) {
      throw bad(source, "node " + node + " asks about feature " + columns[node]);
    }
    return columns[node];
  }

  private long[][] categorySets(String source) {
    long[][] sets = new long[left.length][0];
    same(source, "categories_segments", categoryNodes.length, categoryStarts.length);
    same(source, "categories_sizes", categoryNodes.length, categorySizes.length);
    for (int i = 0; i < categoryNodes.length; i++) {
      int node = categoryNodes[i];
      long end = (long) categoryStarts[i] + categorySizes[i];
      if (node < 0
          || node >= left.length
          || categoryStarts[i] < 0
          || categorySizes[i] < 0
          || end > categories.length) {
        throw bad(source, "its category list " + i + " points outside");
      }
      sets[node] = set(source, categoryStarts[i], (int) end);
    }
    return sets;
  }

  private long[] set(String source, int from, int to) {
    int max = -1;
    for (int i = from; i < to; i++) {
      if (categories[i] < 0 || categories[i] > TreeEnsembleBuilder.MAX_WIDTH) {
        throw bad(source, "it knows a category " + categories[i]);
      }
      max = Math.max(max, categories[i]);
    }
    long[] set = new long[(max >> 6) + 1];
    for (int i = from; i < to; i++) {
      set[categories[i] >> 6] |= 1L << categories[i];
    }
    return set;
  }

  private static void same(String source, String what, int expected, int found) {
    if (expected != found) {
      throw bad(source, "%s has %d entries, expected %d".formatted(what, found, expected));
    }
  }

  private static GambesonException bad(String source, String what) {
    return TreeEnsembleBuilder.unreadable(source, what);
  }
}
