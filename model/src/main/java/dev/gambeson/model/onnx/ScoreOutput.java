package dev.gambeson.model.onnx;

import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import dev.gambeson.artifact.onnx.proto.TypeProto;
import dev.gambeson.artifact.onnx.proto.ValueInfoProto;
import dev.gambeson.core.GambesonException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The one output of a model that holds its scores, as a tensor.
///
/// @param name value to ask the runtime for
/// @param model the model that gives it: the one in the file, or the same, cut down to its scores
/// @param mapKeys class labels that key a ZipMap; empty without one
/// @param maps whether the runtime gives a sequence of maps, because they are not made by a ZipMap
record ScoreOutput(String name, ModelProto model, List<String> mapKeys, boolean maps) {

  /// Chooses the output. One map per row is what exporters of scikit-learn pipelines give; the
  /// tensor that a ZipMap splits into maps holds the same numbers and is far cheaper to ask for.
  static ScoreOutput of(String file, ModelProto model, GraphIndex graph) {
    List<ValueInfoProto> outputs = model.getGraph().getOutputList();
    for (ValueInfoProto output : outputs) {
      Optional<NodeProto> zip = graph.origin(output.getName()).filter(ScoreOutput::isZipMap);
      if (zip.isPresent() && zip.get().getInputCount() == 1) {
        String tensor = zip.get().getInput(0);
        return new ScoreOutput(tensor, withOutput(model, tensor), ClassLabels.of(zip.get()), false);
      }
    }
    for (ValueInfoProto output : outputs) {
      if (output.getType().hasSequenceType()
          && output.getType().getSequenceType().getElemType().hasMapType()) {
        return new ScoreOutput(output.getName(), model, List.of(), true);
      }
    }
    return outputs.stream()
        .filter(ScoreOutput::holdsScores)
        .min(Comparator.comparingInt(o -> rank(o, graph)))
        .map(o -> new ScoreOutput(o.getName(), GraphCut.at(model, o), List.of(), false))
        .orElseThrow(() -> none(file, outputs));
  }

  private static boolean isZipMap(NodeProto node) {
    return node.getOpType().equals("ZipMap") && node.getDomain().equals("ai.onnx.ml");
  }

  private static boolean holdsScores(ValueInfoProto output) {
    int type = OnnxTypes.element(output);
    return (type == OnnxTypes.FLOAT || type == OnnxTypes.DOUBLE)
        && output.getType().getTensorType().getShape().getDimCount() <= 2;
  }

  /// Lower is likelier to be the probabilities.
  private static int rank(ValueInfoProto output, GraphIndex graph) {
    String name = output.getName().toLowerCase(Locale.ROOT);
    String op = graph.origin(output.getName()).map(NodeProto::getOpType).orElse("");
    int named =
        name.contains("prob") ? 0 : name.contains("score") ? 2 : name.contains("logit") ? 6 : 4;
    int made = op.equals("Softmax") || op.equals("Sigmoid") || op.endsWith("Classifier") ? 0 : 1;
    return named + made;
  }

  /// The same model with this float tensor as its one output.
  static ModelProto withOutput(ModelProto model, String tensor) {
    ValueInfoProto output =
        ValueInfoProto.newBuilder()
            .setName(tensor)
            .setType(
                TypeProto.newBuilder()
                    .setTensorType(TypeProto.Tensor.newBuilder().setElemType(OnnxTypes.FLOAT)))
            .build();
    return GraphCut.at(model, output);
  }

  private static GambesonException none(String file, List<ValueInfoProto> outputs) {
    String have =
        String.join(
            ", ",
            outputs.stream().map(o -> o.getName() + ": " + OnnxTypes.port(o).type()).toList());
    return GambesonException.badInput(
        "%s has no output with scores (it has %s). Export it with probabilities, as a float tensor or a ZipMap."
            .formatted(file, have.isEmpty() ? "none" : have));
  }
}
