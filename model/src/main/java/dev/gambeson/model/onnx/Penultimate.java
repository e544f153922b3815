package dev.gambeson.model.onnx;

import dev.gambeson.artifact.onnx.proto.NodeProto;
import java.util.Optional;
import java.util.Set;

/// Finds the last hidden layer: what the last affine operator before the scores is applied to.
final class Penultimate {
  private static final Set<String> SCORES_ONLY = Set.of("Softmax", "LogSoftmax", "Sigmoid");
  private static final Set<String> AFFINE = Set.of("Gemm", "MatMul");
  private static final int MAX_STEPS = 64;

  private Penultimate() {}

  /// Name of the tensor; empty when the scores are not made by an affine operator, or that operator
  /// is applied to an input of the model as it is.
  static Optional<String> of(GraphIndex graph, String scores) {
    Optional<NodeProto> node = graph.origin(scores);
    for (int i = 0; i < MAX_STEPS && node.isPresent(); i++) {
      NodeProto n = node.get();
      if (AFFINE.contains(n.getOpType()) && n.getInputCount() > 0) {
        return Optional.of(n.getInput(0)).filter(t -> hidden(graph, t));
      }
      if (SCORES_ONLY.contains(n.getOpType()) && n.getInputCount() == 1) {
        node = graph.origin(n.getInput(0));
      } else if (n.getOpType().equals("Add") && n.getInputCount() == 2) {
        node = graph.origin(n.getInput(0)).or(() -> graph.origin(n.getInput(1)));
      } else {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /// Whether some operator that learns or bends stands before the tensor.
  private static boolean hidden(GraphIndex graph, String tensor) {
    return graph
        .origin(tensor)
        .filter(n -> graph.producer(n.getInputCount() == 0 ? "" : n.getInput(0)).isPresent()
            || AFFINE.contains(n.getOpType()))
        .isPresent();
  }
}
