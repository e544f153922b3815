package dev.gambeson.artifact.check;

import dev.gambeson.artifact.onnx.proto.AttributeProto;
import dev.gambeson.artifact.onnx.proto.GraphProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import dev.gambeson.artifact.onnx.proto.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The numbers that a graph fixes in advance: initializers and Constant operators. Only short ones,
/// such as shapes, repeats and trip counts.
final class Constants {
  private static final int MAX_VALUES = 64;

  private final Map<String, double[]> values = new HashMap<>();

  Constants(GraphProto graph) {
    graph.getInitializerList().forEach(t -> put(t.getName(), t));
    for (NodeProto node : graph.getNodeList()) {
      if (node.getOpType().equals("Constant") && node.getOutputCount() == 1) {
        node.getAttributeList().forEach(a -> put(node.getOutput(0), a));
      }
    }
  }

  /// The numbers of a value; empty when they are not fixed, too many or no numbers.
  Optional<double[]> of(NodeProto node, int input) {
    return input < node.getInputCount()
        ? Optional.ofNullable(values.get(node.getInput(input)))
        : Optional.empty();
  }

  private void put(String name, AttributeProto attribute) {
    switch (attribute.getName()) {
      case "value" -> put(name, attribute.getT());
      case "value_int" -> values.put(name, new double[] {attribute.getI()});
      case "value_float" -> values.put(name, new double[] {attribute.getF()});
      case "value_ints" -> put(name, attribute.getIntsList());
      case "value_floats" -> put(name, attribute.getFloatsList());
      default -> {}
    }
  }

  private void put(String name, List<? extends Number> numbers) {
    if (!numbers.isEmpty() && numbers.size() <= MAX_VALUES) {
      values.put(name, numbers.stream().mapToDouble(Number::doubleValue).toArray());
    }
  }

  private void put(String name, TensorProto t) {
    if (t.hasRawData()) {
      if (t.getRawData().size() <= 8 * MAX_VALUES) {
        raw(name, t);
      }
      return;
    }
    put(name, t.getInt64DataList());
    put(name, t.getInt32DataList());
    put(name, t.getFloatDataList());
    put(name, t.getDoubleDataList());
  }

  private void raw(String name, TensorProto t) {
    ByteBuffer in = t.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    int width =
        switch (t.getDataType()) {
          case 1, 6 -> 4;
          case 7, 11 -> 8;
          default -> 0;
        };
    if (width == 0) {
      return;
    }
    double[] numbers = new double[in.remaining() / width];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          switch (t.getDataType()) {
            case 1 -> in.getFloat();
            case 6 -> in.getInt();
            case 7 -> in.getLong();
            default -> in.getDouble();
          };
    }
    values.put(name, numbers);
  }
}
