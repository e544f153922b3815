package dev.gambeson.model.nn;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.gambeson.artifact.onnx.OnnxFile;
import dev.gambeson.artifact.onnx.proto.AttributeProto;
import dev.gambeson.artifact.onnx.proto.GraphProto;
import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import dev.gambeson.artifact.onnx.proto.OperatorSetIdProto;
import dev.gambeson.artifact.onnx.proto.TensorProto;
import dev.gambeson.artifact.onnx.proto.TensorShapeProto;
import dev.gambeson.artifact.onnx.proto.TypeProto;
import dev.gambeson.artifact.onnx.proto.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// Writes a network as ONNX: Gemm and Relu per layer, Softmax, ArgMax; operator set 13, IR version
/// 7.
final class OnnxExport {
  private static final int FLOAT = 1; // TensorProto.DataType of the ONNX specification;
  private static final int INT64 = 7;

  private OnnxExport() {}

  static byte[] bytes(DenseNetwork network, String input) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("dense");
    graph.addInput(value(input, FLOAT, network.width()));
    graph.addOutput(value("label", INT64));
    graph.addOutput(value("probabilities", FLOAT, network.classes()));
    String current = input;
    List<Layer> layers = network.layers();
    for (int l = 0; l < layers.size(); l++) {
      Layer layer = layers.get(l);
      graph.addInitializer(tensor("W" + l, flat(layer.weights), layer.in, layer.out));
      graph.addInitializer(tensor("b" + l, layer.bias, layer.out));
      graph.addNode(node("Gemm", List.of(current, "W" + l, "b" + l), "z" + l));
      current = "z" + l;
      if (l < layers.size() - 1) {
        graph.addNode(node("Relu", List.of(current), "a" + l));
        current = "a" + l;
      }
    }
    graph.addNode(node("Softmax", List.of(current), "probabilities", integer("axis", 1)));
    graph.addNode(
        node(
            "ArgMax",
            List.of("probabilities"),
            "label",
            integer("axis", 1),
            integer("keepdims", 0),
            integer("select_last_index", 1))); // ties as in ScoredClassifier
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(7)
            .setProducerName("gambeson")
            .setGraph(graph)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(13))
            .build();
    return OnnxFile.encode(model);
  }

  private static NodeProto node(
      String type, List<String> inputs, String output, AttributeProto... attributes) {
    return NodeProto.newBuilder()
        .setName(type + "_" + output)
        .setOpType(type)
        .addAllInput(inputs)
        .addOutput(output)
        .addAllAttribute(List.of(attributes))
        .build();
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static float[] flat(float[][] rows) {
    float[] out = new float[rows.length * rows[0].length];
    for (int r = 0; r < rows.length; r++) {
      System.arraycopy(rows[r], 0, out, r * rows[r].length, rows[r].length);
    }
    return out;
  }

  private static TensorProto tensor(String name, float[] values, long... dims) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(FLOAT);
    for (long dim : dims) {
      tensor.addDims(dim);
    }
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    ByteString bytes = UnsafeByteOperations.unsafeWrap(raw);
    return tensor.setRawData(bytes).build();
  }

  /// A value whose first dimension is the number of rows.
  private static ValueInfoProto value(String name, int type, int... more) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("rows"));
    for (int dim : more) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dim));
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
