package dev.gambeson.model.onnx;

import com.google.protobuf.ByteString;
import dev.gambeson.artifact.onnx.proto.AttributeProto;
import dev.gambeson.artifact.onnx.proto.GraphProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import dev.gambeson.artifact.onnx.proto.TensorProto;
import dev.gambeson.artifact.onnx.proto.ValueInfoProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Who makes which value in the main graph.
final class GraphIndex {
  private static final Set<String> SAME_VALUES =
      Set.of("Identity", "Cast", "Reshape", "Squeeze", "Unsqueeze", "Flatten");
  private static final int MAX_STEPS = 64;

  private final GraphProto graph;
  private final Map<String, NodeProto> producers = new HashMap<>();
  private final Set<String> initializers;

  GraphIndex(GraphProto graph) {
    this.graph = graph;
    graph.getNodeList().forEach(n -> n.getOutputList().forEach(output -> producers.put(output, n)));
    this.initializers =
        graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
  }

  /// Inputs that a caller must give: old models list initializers as inputs too.
  List<ValueInfoProto> inputs() {
    return graph.getInputList().stream().filter(i -> !initializers.contains(i.getName())).toList();
  }

  Optional<NodeProto> producer(String value) {
    return Optional.ofNullable(producers.get(value));
  }

  /// The operator that computes a value, looking through those that only pass it on.
  Optional<NodeProto> origin(String value) {
    Optional<NodeProto> node = producer(value);
    for (int i = 0; i < MAX_STEPS; i++) {
      if (node.isEmpty()
          || node.get().getInputCount() == 0
          || !SAME_VALUES.contains(node.get().getOpType())) {
        return node;
      }
      node = producer(node.get().getInput(0));
    }
    return node;
  }

  /// The names of values of an operator's list attribute, as text; empty without such attribute.
  static List<String> texts(NodeProto node, String attribute) {
    return node.getAttributeList().stream()
        .filter(a -> a.getName().equals(attribute))
        .flatMap(GraphIndex::texts)
        .toList();
  }

  private static Stream<String> texts(AttributeProto a) {
    return a.getStringsCount() > 0
        ? a.getStringsList().stream().map(ByteString::toStringUtf8)
        : a.getIntsList().stream().map(i -> Long.toString(i));
  }

  /// The text of an operator's string attribute; empty without one.
  static String text(NodeProto node, String attribute) {
    return node.getAttributeList().stream()
        .filter(a -> a.getName().equals(attribute))
        .map(a -> a.getS().toStringUtf8())
        .findFirst()
        .orElse("");
  }

  /// The operators for which something holds, in file order.
  List<NodeProto> nodes(Predicate<NodeProto> which) {
    return graph.getNodeList().stream().filter(which).toList();
  }

  GraphProto graph() {
    return graph;
  }
}
