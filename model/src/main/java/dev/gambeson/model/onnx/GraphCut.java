package dev.gambeson.model.onnx;

import dev.gambeson.artifact.onnx.proto.AttributeProto;
import dev.gambeson.artifact.onnx.proto.GraphProto;
import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import dev.gambeson.artifact.onnx.proto.ValueInfoProto;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Cuts a model down to what one output needs: the runtime computes every operator of a graph,
/// asked for or not.
final class GraphCut {
  private GraphCut() {}

  /// The same model with this output alone, which may be any value of the main graph. Inputs stay.
  static ModelProto at(ModelProto model, ValueInfoProto output) {
    GraphProto graph = model.getGraph();
    Set<Integer> needed = needed(graph, output.getName());
    ModelProto.Builder copy = model.toBuilder();
    GraphProto.Builder cut = copy.getGraphBuilder().clearOutput().addOutput(output).clearNode();
    for (int i = 0; i < graph.getNodeCount(); i++) {
      if (needed.contains(i)) {
        cut.addNode(graph.getNode(i));
      }
    }
    return copy.build();
  }

  private static Set<Integer> needed(GraphProto graph, String output) {
    Map<String, Integer> producers = new HashMap<>();
    for (int i = 0; i < graph.getNodeCount(); i++) {
      for (String value : graph.getNode(i).getOutputList()) {
        producers.put(value, i);
      }
    }
    Set<Integer> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(output));
    while (!open.isEmpty()) {
      Integer node = producers.get(open.pop());
      if (node != null && needed.add(node)) {
        pushInputs(graph.getNode(node), open);
      }
    }
    return needed;
  }

  /// A subgraph may use values of the graph around it without listing them.
  private static void pushInputs(NodeProto node, Deque<String> open) {
    node.getInputList().forEach(open::push);
    for (AttributeProto attribute : node.getAttributeList()) {
      pushInputs(attribute.getG(), open);
      attribute.getGraphsList().forEach(g -> pushInputs(g, open));
    }
  }

  private static void pushInputs(GraphProto graph, Deque<String> open) {
    graph.getNodeList().forEach(n -> pushInputs(n, open));
    graph.getOutputList().forEach(o -> open.push(o.getName()));
  }
}
