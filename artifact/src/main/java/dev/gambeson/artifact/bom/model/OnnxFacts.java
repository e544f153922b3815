package dev.gambeson.artifact.bom.model;

import dev.gambeson.artifact.onnx.OnnxFile;
import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.artifact.onnx.proto.TensorProto;
import dev.gambeson.artifact.onnx.proto.TensorShapeProto;
import dev.gambeson.artifact.onnx.proto.ValueInfoProto;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What an ONNX file says of itself.
final class OnnxFacts {
  /// TensorProto.DataType of the ONNX definitions.
  private static final Map<Integer, String> TYPES =
      Map.of(
          1,
          "float",
          2,
          "uint8",
          3,
          "int8",
          6,
          "int32",
          7,
          "int64",
          8,
          "string",
          9,
          "bool",
          10,
          "float16",
          11,
          "double",
          16,
          "bfloat16");

  private OnnxFacts() {}

  static void read(Path file, Facts facts) {
    ModelProto model = OnnxFile.read(file).model();
    facts.set("framework", (model.getProducerName() + " " + model.getProducerVersion()).strip());
    facts.set("description", model.getDocString());
    if (model.getModelVersion() > 0) {
      facts.set("version", Long.toString(model.getModelVersion()));
    }
    Set<String> weights =
        model.getGraph().getInitializerList().stream()
            .map(TensorProto::getName)
            .collect(Collectors.toSet());
    model.getGraph().getInputList().stream()
        .filter(i -> !weights.contains(i.getName()))
        .forEach(i -> facts.add("inputs", describe(i)));
    model.getGraph().getOutputList().forEach(o -> facts.add("outputs", describe(o)));
    facts.fact("graph", model.getGraph().getName());
    model
        .getOpsetImportList()
        .forEach(o ->
            facts.fact(
                "opset" + (o.getDomain().isEmpty() ? "" : "-" + o.getDomain()),
                Long.toString(o.getVersion())));
    model.getMetadataPropsList().forEach(p -> metadata(p.getKey(), p.getValue(), facts));
  }

  private static void metadata(String key, String value, Facts facts) {
    switch (key) {
      case "license", "model_license" -> facts.add("licences", value);
      case "author", "model_author" -> facts.set("author", value);
      case "task" -> facts.set("task", value);
      case "description" -> facts.set("description", value);
      default -> {}
    }
  }

  private static String describe(ValueInfoProto value) {
    if (!value.getType().hasTensorType()) {
      return value.getName();
    }
    var tensor = value.getType().getTensorType();
    String type = TYPES.getOrDefault(tensor.getElemType(), "type " + tensor.getElemType());
    String shape =
        tensor.getShape().getDimList().stream()
            .map(OnnxFacts::dimension)
            .collect(Collectors.joining(", ", "[", "]"));
    return "%s: %s %s".formatted(value.getName(), type, shape);
  }

  private static String dimension(TensorShapeProto.Dimension d) {
    return d.hasDimValue()
        ? Long.toString(d.getDimValue())
        : d.getDimParam().isEmpty() ? "?" : d.getDimParam();
  }
}
