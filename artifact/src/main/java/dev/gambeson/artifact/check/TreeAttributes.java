package dev.gambeson.artifact.check;

import dev.gambeson.artifact.onnx.proto.AttributeProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Whether the trees of a TreeEnsembleClassifier or TreeEnsembleRegressor are trees.
final class TreeAttributes {
  private TreeAttributes() {}

  private record Node(long tree, long id) {}

  /// What is wrong; empty when nothing is, or the operator is another one.
  static Optional<String> flaw(NodeProto node) {
    if (!node.getOpType().equals("TreeEnsembleClassifier")
        && !node.getOpType().equals("TreeEnsembleRegressor")) {
      return Optional.empty();
    }
    List<Long> trees = ints(node, "nodes_treeids");
    List<Long> ids = ints(node, "nodes_nodeids");
    List<Long> yes = ints(node, "nodes_truenodeids");
    List<Long> no = ints(node, "nodes_falsenodeids");
    List<Long> features = ints(node, "nodes_featureids");
    List<String> modes =
        attribute(node, "nodes_modes")
            .map(a -> a.getStringsList().stream().map(s -> s.toStringUtf8()).toList())
            .orElse(List.of());
    int n = trees.size();
    if (ids.size() != n
        || yes.size() != n
        || no.size() != n
        || features.size() != n
        || modes.size() != n) {
      return Optional.of("its lists of nodes differ in length");
    }
    if (features.stream().anyMatch(f -> f < 0 || f > 1_000_000)) {
      return Optional.of("a split uses an impossible feature index");
    }
    return shape(trees, ids, yes, no, modes);
  }

  private static Optional<String> shape(
      List<Long> trees, List<Long> ids, List<Long> yes, List<Long> no, List<String> modes) {
    Map<Node, Integer> index = new HashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      if (index.put(new Node(trees.get(i), ids.get(i)), i) != null) {
        return Optional.of("node %d of tree %d stands twice".formatted(ids.get(i), trees.get(i)));
      }
    }
    int[] parents = new int[ids.size()];
    Set<Long> rooted = new HashSet<>(trees);
    for (int i = 0; i < ids.size(); i++) {
      if (modes.get(i).equals("LEAF")) {
        continue;
      }
      for (long child : new long[] {yes.get(i), no.get(i)}) {
        Integer at = index.get(new Node(trees.get(i), child));
        if (at == null || at == i || ++parents[at] > 1) {
          return Optional.of(
              "node %d of tree %d has no proper child %d"
                  .formatted(ids.get(i), trees.get(i), child));
        }
      }
    }
    // one parent at most, so a tree without a root is a cycle
    for (int i = 0; i < parents.length; i++) {
      if (parents[i] == 0 && !rooted.remove(trees.get(i))) {
        return Optional.of(
            "tree %d has two roots, so a part of it is a cycle or lost".formatted(trees.get(i)));
      }
    }
    return rooted.isEmpty() ? Optional.empty() : Optional.of("a tree goes in a circle");
  }

  private static List<Long> ints(NodeProto node, String name) {
    return attribute(node, name).map(AttributeProto::getIntsList).orElse(List.of());
  }

  private static Optional<AttributeProto> attribute(NodeProto node, String name) {
    return node.getAttributeList().stream().filter(a -> a.getName().equals(name)).findFirst();
  }
}
