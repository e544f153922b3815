package dev.gambeson.model.onnx;

import dev.gambeson.artifact.onnx.proto.TensorShapeProto;
import dev.gambeson.artifact.onnx.proto.TypeProto;
import dev.gambeson.artifact.onnx.proto.ValueInfoProto;
import dev.gambeson.model.ModelFile.Port;
import java.util.List;
import java.util.Map;

/// ONNX's types, in words.
final class OnnxTypes {
  static final int FLOAT = 1;
  static final int INT32 = 6;
  static final int INT64 = 7;
  static final int STRING = 8;
  static final int BOOL = 9;
  static final int DOUBLE = 11;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(FLOAT, "float"),
          Map.entry(2, "uint8"),
          Map.entry(3, "int8"),
          Map.entry(4, "uint16"),
          Map.entry(5, "int16"),
          Map.entry(INT32, "int32"),
          Map.entry(INT64, "int64"),
          Map.entry(STRING, "string"),
          Map.entry(BOOL, "bool"),
          Map.entry(10, "float16"),
          Map.entry(DOUBLE, "double"),
          Map.entry(12, "uint32"),
          Map.entry(13, "uint64"),
          Map.entry(16, "bfloat16"));

  private OnnxTypes() {}

  static String name(int type) {
    return NAMES.getOrDefault(type, "type " + type);
  }

  /// Element type of a tensor; 0 when the value is no tensor.
  static int element(ValueInfoProto value) {
    return value.getType().hasTensorType() ? value.getType().getTensorType().getElemType() : 0;
  }

  static Port port(ValueInfoProto value) {
    TypeProto type = value.getType();
    List<Long> shape =
        type.hasTensorType() ? shape(type.getTensorType().getShape()) : List.<Long>of();
    return new Port(value.getName(), describe(type, 0), shape);
  }

  private static List<Long> shape(TensorShapeProto shape) {
    return shape.getDimList().stream().map(d -> d.hasDimValue() ? d.getDimValue() : -1L).toList();
  }

  private static String describe(TypeProto type, int depth) {
    if (depth > 8) {
      return "…";
    }
    return switch (type.getValueCase()) {
      case TENSOR_TYPE -> name(type.getTensorType().getElemType());
      case SPARSE_TENSOR_TYPE -> "sparse " + name(type.getSparseTensorType().getElemType());
      case SEQUENCE_TYPE ->
          "sequence(" + describe(type.getSequenceType().getElemType(), depth + 1) + ")";
      case MAP_TYPE ->
          "map("
              + name(type.getMapType().getKeyType())
              + ", "
              + describe(type.getMapType().getValueType(), depth + 1)
              + ")";
      case OPTIONAL_TYPE ->
          "optional(" + describe(type.getOptionalType().getElemType(), depth + 1) + ")";
      case OPAQUE_TYPE -> "opaque";
      case VALUE_NOT_SET -> "unknown";
    };
  }
}
