package dev.gambeson.model.tree;

import dev.gambeson.artifact.onnx.proto.AttributeProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import dev.gambeson.core.GambesonException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The parallel lists of an ONNX tree ensemble, one entry per node, cut into trees. A node is known
/// by its tree's id and its own; the root is the one node that is nobody's child.
final class OnnxTreeNodes {
  private final NodeProto node;
  private final String source;
  private final List<Long> treeIds;
  private final List<Long> nodeIds;
  private final List<Long> features;
  private final List<Long> whenTrue;
  private final List<Long> whenFalse;
  private final List<Long> missingTrue;
  private final List<Float> floatValues;
  private final List<String> modes;
  private final Map<Long, Map<Long, Integer>> places = new LinkedHashMap<>(); // in order of file

  OnnxTreeNodes(NodeProto node, String source) {
    this.node = node;
    this.source = source;
    if (list("nodes_values_as_tensor").isPresent()
        || list("nodes_hitrates_as_tensor").isPresent()) {
      throw bad("it keeps its thresholds in double tensors, which are not supported");
    }
    treeIds = longs("nodes_treeids");
    int n = treeIds.size();
    nodeIds = same(longs("nodes_nodeids"), "nodes_nodeids", n);
    features = same(longs("nodes_featureids"), "nodes_featureids", n);
    whenTrue = same(longs("nodes_truenodeids"), "nodes_truenodeids", n);
    whenFalse = same(longs("nodes_falsenodeids"), "nodes_falsenodeids", n);
    floatValues = same(floats("nodes_values"), "nodes_values", n);
    modes = same(texts("nodes_modes"), "nodes_modes", n);
    missingTrue = longs("nodes_missing_value_tracks_true");
    if (!missingTrue.isEmpty()) {
      same(missingTrue, "nodes_missing_value_tracks_true", n);
    }
    for (int i = 0; i < n; i++) {
      var tree = places.computeIfAbsent(treeIds.get(i), _ -> new HashMap<>());
      if (tree.put(nodeIds.get(i), tree.size()) != null) {
        throw bad("node %d of tree %d appears twice".formatted(nodeIds.get(i), treeIds.get(i)));
      }
    }
  }

  int count() {
    return treeIds.size();
  }

  /// The trees in order of appearance.
  ///
  /// @param owner prefix of the weights' lists, `class` or `target`
  /// @param single whether all weights go to one output
  List<TreeDraft> trees(String owner, boolean single, int outputs) {
    Map<Long, TreeDraft> drafts = new LinkedHashMap<>();
    places.forEach((id, nodes) -> drafts.put(id, new TreeDraft(nodes.size(), outputs)));
    Map<Long, boolean[]> children = new HashMap<>();
    places.forEach((id, nodes) -> children.put(id, new boolean[nodes.size()]));
    for (int i = 0; i < count(); i++) {
      TreeDraft draft = drafts.get(treeIds.get(i));
      boolean[] isChild = children.get(treeIds.get(i));
      if (draft != null && isChild != null && !modes.get(i).equals("LEAF")) {
        branch(draft, isChild, i);
      }
    }
    weights(owner, single, drafts);
    List<TreeDraft> trees = new ArrayList<>();
    drafts.forEach((id, draft) -> {
      boolean[] isChild = children.getOrDefault(id, new boolean[0]);
      draft.root = root(id, isChild);
      draft.everyNodeCounts = true;
      trees.add(draft.withoutCover());
    });
    return trees;
  }

  private int root(long tree, boolean[] isChild) {
    int root = -1;
    for (int n = 0; n < isChild.length; n++) {
      if (!isChild[n]) {
        if (root >= 0) {
          throw bad("tree " + tree + " has several roots");
        }
        root = n;
      }
    }
    if (root < 0) {
      throw bad("tree " + tree + " has no root");
    }
    return root;
  }

  /// Our left child is where the comparison that we keep holds. GT and GTE are kept as LEQ and LT
  /// with the children exchanged, NEQ as EQ. A missing value makes every comparison but NEQ false,
  /// unless the node says that it tracks true.
  private void branch(TreeDraft draft, boolean[] isChild, int i) {
    int at = place(i, nodeIds.get(i));
    int yes = place(i, whenTrue.get(i));
    int no = place(i, whenFalse.get(i));
    isChild[yes] = true;
    isChild[no] = true;
    int column = column(i);
    float t = floatValues.get(i);
    boolean missingYes = !missingTrue.isEmpty() && missingTrue.get(i) != 0;
    switch (modes.get(i)) {
      case "BRANCH_LEQ" -> draft.atMost(at, column, t, yes, no).missing(at, missingYes);
      case "BRANCH_LT" -> draft.less(at, column, t, yes, no).missing(at, missingYes);
      case "BRANCH_GT" -> draft.atMost(at, column, t, no, yes).missing(at, !missingYes);
      case "BRANCH_GTE" -> draft.less(at, column, t, no, yes).missing(at, !missingYes);
      case "BRANCH_EQ" -> draft.equal(at, column, t, yes, no).missing(at, missingYes);
      case "BRANCH_NEQ" -> draft.equal(at, column, t, no, yes).missing(at, false);
      default -> throw bad("a node has the unknown mode '" + modes.get(i) + "'");
    }
  }

  private int column(int i) {
    long column = features.get(i);
    if (column < 0 || column >= TreeEnsembleBuilder.MAX_WIDTH) {
      throw bad("a node asks about feature " + column);
    }
    return (int) column;
  }

  private int place(int i, long id) {
    Integer place = places.getOrDefault(treeIds.get(i), Map.of()).get(id);
    if (place == null) {
      throw bad("tree %d has no node %d".formatted(treeIds.get(i), id));
    }
    return place;
  }

  private void weights(String owner, boolean single, Map<Long, TreeDraft> drafts) {
    List<Float> weights = floats(owner + "_weights");
    int n = weights.size();
    List<Long> trees = same(longs(owner + "_treeids"), owner + "_treeids", n);
    List<Long> nodes = same(longs(owner + "_nodeids"), owner + "_nodeids", n);
    List<Long> ids = same(longs(owner + "_ids"), owner + "_ids", n);
    for (int i = 0; i < n; i++) {
      TreeDraft draft = drafts.get(trees.get(i));
      Integer place = places.getOrDefault(trees.get(i), Map.of()).get(nodes.get(i));
      if (draft == null || place == null) {
        throw bad("a weight belongs to node %d of tree %d".formatted(nodes.get(i), trees.get(i)));
      }
      int at = single ? 0 : ids.get(i).intValue();
      draft.leaf(place, at, draft.values[place * draft.leafWidth + at] + weights.get(i));
    }
  }

  Optional<AttributeProto> list(String name) {
    return OnnxTreeGraph.find(node, name);
  }

  List<Long> longs(String name) {
    return list(name).map(AttributeProto::getIntsList).orElse(List.of());
  }

  List<Float> floats(String name) {
    return list(name).map(AttributeProto::getFloatsList).orElse(List.of());
  }

  private List<String> texts(String name) {
    return list(name)
        .map(a -> a.getStringsList().stream().map(s -> s.toStringUtf8().intern()).toList())
        .orElse(List.of());
  }

  private <T> List<T> same(List<T> found, String what, int expected) {
    if (found.size() != expected) {
      throw bad("%s has %d entries, expected %d".formatted(what, found.size(), expected));
    }
    return found;
  }

  private GambesonException bad(String what) {
    return TreeEnsembleBuilder.unreadable(source, what);
  }
}
