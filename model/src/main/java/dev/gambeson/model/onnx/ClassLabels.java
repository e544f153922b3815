package dev.gambeson.model.onnx;

import com.google.protobuf.ByteString;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import dev.gambeson.artifact.onnx.proto.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where a graph keeps its class labels.
final class ClassLabels {
  private static final List<String> ATTRIBUTES =
      List.of("classlabels_strings", "classlabels_int64s", "classlabels_ints");
  private static final Set<String> HOLDERS =
      Set.of("ZipMap", "TreeEnsembleClassifier", "LinearClassifier", "SVMClassifier");

  private ClassLabels() {}

  /// The labels that the graph names: those of a ZipMap first (they key the scores), then those of
  /// a classifier, then those that an index is looked up in.
  static Optional<List<String>> of(GraphIndex graph) {
    return holder(graph, Set.of("ZipMap"))
        .or(() -> holder(graph, HOLDERS))
        .or(() -> lookedUp(graph));
  }

  /// The labels that one operator names; empty without.
  static List<String> of(NodeProto node) {
    return ATTRIBUTES.stream()
        .map(a -> GraphIndex.texts(node, a))
        .filter(l -> !l.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  private static Optional<List<String>> holder(GraphIndex graph, Set<String> ops) {
    return graph.nodes(n -> ops.contains(n.getOpType())).stream()
        .map(ClassLabels::of)
        .filter(l -> l.size() > 1)
        .findFirst();
  }

  private static Optional<List<String>> lookedUp(GraphIndex graph) {
    return graph
        .nodes(n -> n.getOpType().equals("ArrayFeatureExtractor") && n.getInputCount() > 0)
        .stream()
        .flatMap(n ->
            graph.graph().getInitializerList().stream()
                .filter(t -> t.getName().equals(n.getInput(0))))
        .map(ClassLabels::values)
        .filter(l -> l.size() > 1)
        .findFirst();
  }

  private static List<String> values(TensorProto tensor) {
    return switch (tensor.getDataType()) {
      case OnnxTypes.STRING ->
          tensor.getStringDataList().stream().map(ByteString::toStringUtf8).toList();
      case OnnxTypes.INT64 ->
          tensor.hasRawData()
              ? raw(tensor, Long.BYTES)
              : tensor.getInt64DataList().stream().map(l -> Long.toString(l)).toList();
      case OnnxTypes.INT32 ->
          tensor.hasRawData()
              ? raw(tensor, Integer.BYTES)
              : tensor.getInt32DataList().stream().map(i -> Integer.toString(i)).toList();
      default -> List.of();
    };
  }

  private static List<String> raw(TensorProto tensor, int width) {
    ByteBuffer in = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    List<String> values = new ArrayList<>();
    while (in.remaining() >= width) {
      values.add(width == Long.BYTES ? Long.toString(in.getLong()) : Integer.toString(in.getInt()));
    }
    return values;
  }
}
