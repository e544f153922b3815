package dev.gambeson.artifact.check;

import dev.gambeson.artifact.onnx.proto.AttributeProto;
import dev.gambeson.artifact.onnx.proto.GraphProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/// Operators whose output is huge however small the input: the runtime would fill the memory, some
/// of it already while loading, when it folds constants.
final class Bombs {
  private static final Set<String> KEEP_SIZE =
      Set.of(
          "Identity",
          "Cast",
          "Relu",
          "Add",
          "Sub",
          "Mul",
          "Div",
          "Neg",
          "Abs",
          "Dropout",
          "Reshape",
          "Flatten",
          "Transpose",
          "Unsqueeze",
          "Squeeze",
          "Sum",
          "Max",
          "Min");

  private final Constants constants;
  private final double maxElements;
  private final Map<String, Double> growth = new HashMap<>();

  Bombs(GraphProto graph, double maxElements) {
    this.constants = new Constants(graph);
    this.maxElements = maxElements;
  }

  /// How many values (or rounds of a loop) one operator makes of little, when the graph fixes it
  /// and it is above the limit. Ask in file order: growth through several operators adds up.
  OptionalDouble excess(NodeProto node) {
    double size = fixedSize(node);
    double grown = grow(node);
    double worst = Math.max(size, grown);
    return worst > maxElements ? OptionalDouble.of(worst) : OptionalDouble.empty();
  }

  private double fixedSize(NodeProto node) {
    return switch (node.getOpType()) {
      case "ConstantOfShape" -> product(node, 0);
      case "Expand", "Tile" -> product(node, 1);
      case "OneHot" -> product(node, 1);
      case "Range" -> range(node);
      case "Pad" -> largest(node, 1);
      case "Resize" -> Math.max(product(node, 2), product(node, 3));
      case "Upsample" -> product(node, 1);
      case "Loop" -> hasCondition(node) ? 0 : product(node, 0);
      case "RandomNormal", "RandomUniform", "ConstantFill" -> attribute(node, "shape");
      default -> 0;
    };
  }

  /// Exporters write the largest number as trip count of a loop that ends by its condition.
  private static boolean hasCondition(NodeProto node) {
    return node.getInputCount() > 1 && !node.getInput(1).isEmpty();
  }

  private double product(NodeProto node, int input) {
    return constants
        .of(node, input)
        .map(v -> Arrays.stream(v).map(Math::abs).reduce(1, (a, b) -> a * b))
        .orElse(0.0);
  }

  private double largest(NodeProto node, int input) {
    return constants
        .of(node, input)
        .map(v -> Arrays.stream(v).map(Math::abs).max().orElse(0))
        .orElse(0.0);
  }

  private double range(NodeProto node) {
    double[] start = constants.of(node, 0).orElse(new double[0]);
    double[] limit = constants.of(node, 1).orElse(new double[0]);
    double[] step = constants.of(node, 2).orElse(new double[0]);
    return start.length == 1 && limit.length == 1 && step.length == 1
        ? Math.abs((limit[0] - start[0]) / step[0])
        : 0;
  }

  private static double attribute(NodeProto node, String name) {
    return node.getAttributeList().stream()
        .filter(a -> a.getName().equals(name))
        .map(AttributeProto::getIntsList)
        .mapToDouble(l -> l.stream().mapToDouble(Math::abs).reduce(1, (a, b) -> a * b))
        .max()
        .orElse(0);
  }

  /// Growth relative to the smallest source, through operators that never shrink: `x = Concat(x,
  /// x)` thirty times over.
  private double grow(NodeProto node) {
    double factor;
    if (node.getOpType().equals("Concat")) {
      factor = node.getInputList().stream().mapToDouble(this::of).sum();
    } else if (node.getOpType().equals("Tile")) {
      factor = node.getInputCount() == 0 ? 1 : of(node.getInput(0)) * Math.max(1, product(node, 1));
    } else if (KEEP_SIZE.contains(node.getOpType())) {
      factor = node.getInputList().stream().mapToDouble(this::of).max().orElse(1);
    } else {
      return 1;
    }
    double capped = Math.min(factor, 1e300);
    node.getOutputList().forEach(o -> growth.put(o, capped));
    return capped;
  }

  private double of(String value) {
    return growth.getOrDefault(value, 1.0);
  }
}
