package dev.gambeson.model.tree;

import com.google.protobuf.ByteString;
import dev.gambeson.artifact.onnx.proto.AttributeProto;
import dev.gambeson.artifact.onnx.proto.AttributeProto.AttributeType;
import dev.gambeson.artifact.onnx.proto.GraphProto;
import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import dev.gambeson.artifact.onnx.proto.OperatorSetIdProto;
import dev.gambeson.artifact.onnx.proto.TensorShapeProto;
import dev.gambeson.artifact.onnx.proto.TypeProto;
import dev.gambeson.artifact.onnx.proto.ValueInfoProto;
import java.util.List;

/// ONNX classifiers of one split at 0.5 on one column.
final class OnnxStump {
  private OnnxStump() {}

  /// Two classes, weights for one of them only.
  static ModelProto of(
      String mode,
      int tracksTrue,
      String transform,
      long classId,
      float whenTrue,
      float whenFalse) {
    NodeProto.Builder node = base(mode, tracksTrue, transform, 2);
    node.addAttribute(ints("class_treeids", 0, 0)).addAttribute(ints("class_nodeids", 1, 2));
    node.addAttribute(ints("class_ids", classId, classId));
    node.addAttribute(floats("class_weights", whenTrue, whenFalse));
    return model(node, 2);
  }

  /// Several classes; class `c` gets `c` and `-c` halves.
  static ModelProto vector(String transform, int classes) {
    NodeProto.Builder node = base("BRANCH_LEQ", 0, transform, classes);
    long[] ids = new long[2 * classes];
    long[] nodes = new long[2 * classes];
    float[] weights = new float[2 * classes];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i % classes;
      nodes[i] = 1 + i / classes;
      weights[i] = (i < classes ? 0.5f : -0.5f) * (i % classes);
    }
    node.addAttribute(ints("class_treeids", new long[2 * classes]));
    node.addAttribute(ints("class_nodeids", nodes)).addAttribute(ints("class_ids", ids));
    node.addAttribute(floats("class_weights", weights));
    return model(node, classes);
  }

  private static NodeProto.Builder base(
      String mode, int tracksTrue, String transform, int classes) {
    long[] labels = new long[classes];
    for (int i = 0; i < classes; i++) {
      labels[i] = i;
    }
    return NodeProto.newBuilder()
        .setOpType("TreeEnsembleClassifier")
        .setDomain("ai.onnx.ml")
        .addInput("X")
        .addOutput("label")
        .addOutput("scores")
        .addAttribute(ints("classlabels_int64s", labels))
        .addAttribute(ints("nodes_treeids", 0, 0, 0))
        .addAttribute(ints("nodes_nodeids", 0, 1, 2))
        .addAttribute(ints("nodes_featureids", 0, 0, 0))
        .addAttribute(floats("nodes_values", 0.5f, 0, 0))
        .addAttribute(strings("nodes_modes", mode, "LEAF", "LEAF"))
        .addAttribute(ints("nodes_truenodeids", 1, 0, 0))
        .addAttribute(ints("nodes_falsenodeids", 2, 0, 0))
        .addAttribute(ints("nodes_missing_value_tracks_true", tracksTrue, 0, 0))
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("post_transform")
                .setType(AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(transform)));
  }

  private static ModelProto model(NodeProto.Builder node, int classes) {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("stump")
            .addNode(node)
            .addInput(value("X", 1, -1, 1))
            .addOutput(value("label", 7, -1))
            .addOutput(value("scores", 1, -1, classes));
    return ModelProto.newBuilder()
        .setIrVersion(7)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(13))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(2))
        .setGraph(graph)
        .build();
  }

  private static ValueInfoProto value(String name, int type, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      var one = TensorShapeProto.Dimension.newBuilder();
      shape.addDim(dim < 0 ? one.setDimParam("N") : one.setDimValue(dim));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
        .build();
  }

  private static AttributeProto ints(String name, long... values) {
    var attribute = AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    for (long v : values) {
      attribute.addInts(v);
    }
    return attribute.build();
  }

  private static AttributeProto floats(String name, float... values) {
    var attribute = AttributeProto.newBuilder().setName(name).setType(AttributeType.FLOATS);
    for (float v : values) {
      attribute.addFloats(v);
    }
    return attribute.build();
  }

  private static AttributeProto strings(String name, String... values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRINGS)
        .addAllStrings(List.of(values).stream().map(ByteString::copyFromUtf8).toList())
        .build();
  }
}
