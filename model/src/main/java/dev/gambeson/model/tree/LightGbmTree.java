package dev.gambeson.model.tree;

import dev.gambeson.core.GambesonException;
import java.util.Map;

/// One tree block of a LightGBM text model. Inner nodes and leaves are numbered apart in the file:
/// a negative child `c` is leaf `-c - 1`; here leaf `l` becomes node `inner + l`.
///
/// Bits of `decision_type` (LightGBM `tree.h`): 1 categorical, 2 missing goes left, and two bits of
/// missing type: 0 none, 4 zero, 8 NaN.
final class LightGbmTree {
  private static final int CATEGORICAL = 1;
  private static final int DEFAULT_LEFT = 2;
  private static final int MISSING_ZERO = 4;
  private static final int MISSING_NAN = 8;
  private static final int MISSING = 12;

  private final String source;
  private final Map<String, String> block;
  private final int leaves;
  private final int inner;

  LightGbmTree(String source, Map<String, String> block) {
    this.source = source;
    this.block = block;
    this.leaves = whole(source, block.getOrDefault("num_leaves", ""));
    if (leaves < 1) {
      throw bad("a tree has " + leaves + " leaves");
    }
    this.inner = leaves - 1;
    if (!block.getOrDefault("is_linear", "0").equals("0")) {
      throw bad("it has linear trees, which are not supported");
    }
  }

  /// @param factor what every leaf is multiplied with
  TreeDraft draft(double factor) {
    double[] values = numbers("leaf_value", leaves);
    TreeDraft draft = new TreeDraft(inner + leaves, 1);
    for (int leaf = 0; leaf < leaves; leaf++) {
      draft.leaf(inner + leaf, 0, values[leaf] * factor);
    }
    if (inner > 0) {
      splits(draft);
    }
    return covers(draft);
  }

  private void splits(TreeDraft draft) {
    int[] columns = wholes("split_feature", inner);
    int[] types = wholes("decision_type", inner);
    double[] thresholds = numbers("threshold", inner);
    int[] left = wholes("left_child", inner);
    int[] right = wholes("right_child", inner);
    for (int node = 0; node < inner; node++) {
      if (columns[node] < 0) {
        throw bad("node " + node + " asks about feature " + columns[node]);
      }
      int toLeft = child(left[node]);
      int toRight = child(right[node]);
      if ((types[node] & CATEGORICAL) != 0) {
        // A missing category goes right, whatever the missing type.
        draft.inSet(node, columns[node], set((int) thresholds[node]), toLeft, toRight);
      } else {
        draft.atMost(node, columns[node], thresholds[node], toLeft, toRight);
        missing(draft, node, types[node], thresholds[node]);
      }
    }
  }

  private static void missing(TreeDraft draft, int node, int type, double threshold) {
    boolean defaultLeft = (type & DEFAULT_LEFT) != 0;
    switch (type & MISSING) {
      case MISSING_NAN -> draft.missing(node, defaultLeft);
      case MISSING_ZERO -> draft.missing(node, defaultLeft).zeroIsMissing(node);
      default -> draft.missing(node, 0 <= threshold); // NaN is read as zero
    }
  }

  private int child(int number) {
    return number >= 0 ? number : inner + (-number - 1);
  }

  private long[] set(int index) {
    int sets = whole(source, block.getOrDefault("num_cat", "0"));
    int[] bounds = wholes("cat_boundaries", sets + 1);
    String[] words = words("cat_threshold");
    if (index < 0 || index >= sets) {
      throw bad("a split refers to category set " + index + " of " + sets);
    }
    int from = bounds[index];
    int to = bounds[index + 1];
    if (from < 0 || to < from || to > words.length) {
      throw bad("category set " + index + " points outside");
    }
    long[] set = new long[(to - from + 1) / 2];
    for (int i = from; i < to; i++) {
      set[(i - from) / 2] |= word(words[i]) << (32 * ((i - from) % 2));
    }
    return set;
  }

  private long word(String text) {
    try {
      return Integer.parseUnsignedInt(text) & 0xffffffffL;
    } catch (NumberFormatException e) {
      throw TreeEnsembleBuilder.unreadable(source, "cat_threshold holds '" + text + "'", e);
    }
  }

  private TreeDraft covers(TreeDraft draft) {
    boolean known = block.containsKey("leaf_count") && block.containsKey("internal_count");
    if (!known) {
      return draft.withoutCover();
    }
    double[] atLeaf = leaves > 1 ? numbers("leaf_count", leaves) : new double[] {1};
    double[] atInner = inner > 0 ? numbers("internal_count", inner) : new double[0];
    for (int node = 0; node < inner + leaves; node++) {
      draft.cover(node, node < inner ? atInner[node] : atLeaf[node - inner]);
    }
    return draft;
  }

  private String[] words(String key) {
    String text = block.getOrDefault(key, "").strip();
    return text.isEmpty() ? new String[0] : text.split("\\s+");
  }

  private double[] numbers(String key, int expected) {
    String[] words = expect(key, expected);
    double[] out = new double[expected];
    for (int i = 0; i < expected; i++) {
      out[i] = number(source, words[i]);
    }
    return out;
  }

  private int[] wholes(String key, int expected) {
    String[] words = expect(key, expected);
    int[] out = new int[expected];
    for (int i = 0; i < expected; i++) {
      out[i] = whole(source, words[i]);
    }
    return out;
  }

  private String[] expect(String key, int expected) {
    String[] words = words(key);
    if (words.length != expected) {
      throw bad("%s has %d entries, expected %d".formatted(key, words.length, expected));
    }
    return words;
  }

  static double number(String source, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw TreeEnsembleBuilder.unreadable(source, "'" + text + "' is no number", e);
    }
  }

  static int whole(String source, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw TreeEnsembleBuilder.unreadable(source, "'" + text + "' is no whole number", e);
    }
  }

  private GambesonException bad(String what) {
    return TreeEnsembleBuilder.unreadable(source, what);
  }
}
