package dev.gambeson.model;

import com.google.protobuf.ByteString;
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
import java.nio.file.Path;
import java.util.List;

/// Small ONNX models, built by hand.
final class OnnxModels {
  static final int FLOAT = 1;
  static final int INT64 = 7;
  static final int STRING = 8;
  static final int DOUBLE = 11;

  private OnnxModels() {}

  static ModelProto model(GraphProto.Builder graph) {
    return model(graph, 13);
  }

  static ModelProto model(GraphProto.Builder graph, long opset) {
    return ModelProto.newBuilder()
        .setIrVersion(7)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(2))
        .setGraph(graph.setName("g"))
        .build();
  }

  static Path save(Path folder, ModelProto model) {
    Path file = folder.resolve("m.onnx");
    OnnxFile.write(file, model);
    return file;
  }

  /// `shape`: -1 for an open size.
  static ValueInfoProto value(String name, int type, long... shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    for (long d : shape) {
      TensorShapeProto.Dimension.Builder dim = dims.addDimBuilder();
      if (d >= 0) {
        dim.setDimValue(d);
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(dims)))
        .build();
  }

  static ValueInfoProto maps(String name, int key) {
    TypeProto number =
        TypeProto.newBuilder()
            .setTensorType(TypeProto.Tensor.newBuilder().setElemType(FLOAT))
            .build();
    TypeProto map =
        TypeProto.newBuilder()
            .setMapType(TypeProto.Map.newBuilder().setKeyType(key).setValueType(number))
            .build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setSequenceType(TypeProto.Sequence.newBuilder().setElemType(map)))
        .build();
  }

  static NodeProto node(
      String op, String domain, List<String> in, List<String> out, AttributeProto... attributes) {
    return NodeProto.newBuilder()
        .setOpType(op)
        .setDomain(domain)
        .addAllInput(in)
        .addAllOutput(out)
        .addAllAttribute(List.of(attributes))
        .build();
  }

  static AttributeProto ints(String name, long... values) {
    AttributeProto.Builder a =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long v : values) {
      a.addInts(v);
    }
    return a.build();
  }

  static AttributeProto strings(String name, String... values) {
    AttributeProto.Builder a =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.STRINGS);
    for (String v : values) {
      a.addStrings(ByteString.copyFromUtf8(v));
    }
    return a.build();
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static TensorProto floats(String name, long[] dims, float... values) {
    TensorProto.Builder t = TensorProto.newBuilder().setName(name).setDataType(FLOAT);
    for (long d : dims) {
      t.addDims(d);
    }
    for (float v : values) {
      t.addFloatData(v);
    }
    return t.build();
  }

  static TensorProto doubles(String name, long[] dims, double... values) {
    TensorProto.Builder t = TensorProto.newBuilder().setName(name).setDataType(DOUBLE);
    for (long d : dims) {
      t.addDims(d);
    }
    for (double v : values) {
      t.addDoubleData(v);
    }
    return t.build();
  }

  /// `z = x W` for two inputs and `k` outputs, followed by `then`.
  static GraphProto.Builder linear(int k, float[] weights, NodeProto... then) {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", FLOAT, -1, 2))
            .addInitializer(floats("W", new long[] {2, k}, weights))
            .addNode(node("MatMul", "", List.of("x", "W"), List.of("z")));
    for (NodeProto n : then) {
      graph.addNode(n);
    }
    return graph;
  }
}
