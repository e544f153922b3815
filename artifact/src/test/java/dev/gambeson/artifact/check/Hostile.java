package dev.gambeson.artifact.check;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.gambeson.artifact.onnx.proto.AttributeProto;
import dev.gambeson.artifact.onnx.proto.FunctionProto;
import dev.gambeson.artifact.onnx.proto.GraphProto;
import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import dev.gambeson.artifact.onnx.proto.OperatorSetIdProto;
import dev.gambeson.artifact.onnx.proto.SparseTensorProto;
import dev.gambeson.artifact.onnx.proto.StringStringEntryProto;
import dev.gambeson.artifact.onnx.proto.TensorProto;
import dev.gambeson.artifact.onnx.proto.TensorShapeProto;
import dev.gambeson.artifact.onnx.proto.TypeProto;
import dev.gambeson.artifact.onnx.proto.ValueInfoProto;
import java.util.List;

/// A small clean model, and the parts that make one hostile.
final class Hostile {
  static final int FLOAT = 1;
  static final int INT64 = 7;

  private Hostile() {}

  /// `y = Relu(x + b)`.
  static ModelProto.Builder clean() {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .setProducerName("hand")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(13))
        .setGraph(
            GraphProto.newBuilder()
                .setName("g")
                .addInput(value("x"))
                .addInitializer(floats("b", 2, 0.5f, -1))
                .addNode(node("Add", List.of("x", "b"), List.of("s")))
                .addNode(node("Relu", List.of("s"), List.of("y")))
                .addOutput(value("y")));
  }

  static ValueInfoProto value(String name) {
    TensorShapeProto shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("n"))
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(2))
            .build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(FLOAT).setShape(shape)))
        .build();
  }

  static NodeProto node(
      String op, List<String> in, List<String> out, AttributeProto... attributes) {
    return NodeProto.newBuilder()
        .setOpType(op)
        .addAllInput(in)
        .addAllOutput(out)
        .addAllAttribute(List.of(attributes))
        .build();
  }

  static TensorProto floats(String name, long size, float... values) {
    TensorProto.Builder t = TensorProto.newBuilder().setName(name).setDataType(FLOAT).addDims(size);
    for (float v : values) {
      t.addFloatData(v);
    }
    return t.build();
  }

  static TensorProto longs(String name, long... values) {
    TensorProto.Builder t =
        TensorProto.newBuilder().setName(name).setDataType(INT64).addDims(values.length);
    for (long v : values) {
      t.addInt64Data(v);
    }
    return t.build();
  }

  static TensorProto external(String name, String location) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(FLOAT)
        .addDims(2)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue(location))
        .build();
  }

  static AttributeProto tensor(String name, TensorProto tensor) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.TENSOR)
        .setT(tensor)
        .build();
  }

  static AttributeProto graph(String name, GraphProto graph) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.GRAPH)
        .setG(graph)
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

  static ModelProto withNode(NodeProto node) {
    ModelProto.Builder model = clean();
    model.getGraphBuilder().addNode(node);
    return model.build();
  }

  static ModelProto withInitializer(TensorProto tensor) {
    ModelProto.Builder model = clean();
    model.getGraphBuilder().addInitializer(tensor);
    return model.build();
  }

  static ModelProto withSparse(SparseTensorProto tensor) {
    ModelProto.Builder model = clean();
    model.getGraphBuilder().addSparseInitializer(tensor);
    return model.build();
  }

  static ModelProto withFunction(FunctionProto.Builder function) {
    return clean().addFunctions(function).build();
  }

  static ModelProto withMetadata(String key, String value) {
    return clean()
        .addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value))
        .build();
  }

  static UnknownFieldSet unknown(int field, byte[] payload) {
    return UnknownFieldSet.newBuilder()
        .addField(
            field,
            UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFrom(payload))
                .build())
        .build();
  }
}
