package dev.gambeson.model.tree;

import dev.gambeson.artifact.onnx.proto.AttributeProto;
import dev.gambeson.artifact.onnx.proto.GraphProto;
import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import dev.gambeson.artifact.onnx.proto.TensorShapeProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds the tree ensemble in an ONNX graph that is nothing but one: its input is the graph's only
/// input, and around it stand only operators that change no number (ZipMap, Identity, Cast).
final class OnnxTreeGraph {
  private static final Set<String> TREES =
      Set.of("TreeEnsembleClassifier", "TreeEnsembleRegressor");
  private static final Set<String> PASSING = Set.of("Identity", "Cast");
  private static final int FLOAT = 1;
  private static final int DOUBLE = 11;

  private OnnxTreeGraph() {}

  static Optional<NodeProto> only(ModelProto model) {
    GraphProto graph = model.getGraph();
    Map<String, NodeProto> makers = new HashMap<>();
    Optional<NodeProto> trees = Optional.empty();
    for (NodeProto node : graph.getNodeList()) {
      boolean isTrees = TREES.contains(node.getOpType());
      if ((isTrees && trees.isPresent()) || (!isTrees && !passes(node))) {
        return Optional.empty();
      }
      trees = isTrees ? Optional.of(node) : trees;
      node.getOutputList().forEach(o -> makers.put(o, node));
    }
    return trees.filter(t -> readsTheInput(graph, t, makers)).filter(OnnxTreeGraph::plain);
  }

  /// Columns that the graph's input declares; 0 when it does not say.
  static int declaredWidth(ModelProto model) {
    if (model.getGraph().getInputCount() != 1) {
      return 0;
    }
    TensorShapeProto shape = model.getGraph().getInput(0).getType().getTensorType().getShape();
    long width = shape.getDimCount() == 2 ? shape.getDim(1).getDimValue() : 0;
    return (int) Math.max(0, Math.min(width, TreeEnsembleBuilder.MAX_WIDTH + 1L));
  }

  private static boolean passes(NodeProto node) {
    return (PASSING.contains(node.getOpType()) && node.getDomain().isEmpty())
        || (node.getOpType().equals("ZipMap") && node.getDomain().equals("ai.onnx.ml"));
  }

  private static boolean plain(NodeProto trees) {
    return trees.getDomain().equals("ai.onnx.ml")
        && trees.getAttributeList().stream().allMatch(a -> a.getRefAttrName().isEmpty());
  }

  /// Whether the ensemble reads the graph's one input, a matrix of floats, perhaps through a cast
  /// to float or double (a float32 matrix survives both).
  private static boolean readsTheInput(
      GraphProto graph, NodeProto trees, Map<String, NodeProto> makers) {
    if (graph.getInputCount() != 1 || trees.getInputCount() != 1) {
      return false;
    }
    String name = trees.getInput(0);
    for (int step = 0; step < 10 && makers.containsKey(name); step++) {
      NodeProto maker = makers.get(name);
      if (!passes(maker) || maker.getInputCount() != 1 || !keepsFloats(maker)) {
        return false;
      }
      name = maker.getInput(0);
    }
    int type = graph.getInput(0).getType().getTensorType().getElemType();
    return name.equals(graph.getInput(0).getName()) && (type == FLOAT || type == DOUBLE);
  }

  private static boolean keepsFloats(NodeProto node) {
    return find(node, "to").map(a -> a.getI() == FLOAT || a.getI() == DOUBLE).orElse(true);
  }

  static Optional<AttributeProto> find(NodeProto node, String name) {
    List<AttributeProto> all = node.getAttributeList();
    return all.stream().filter(a -> a.getName().equals(name)).findFirst();
  }
}
