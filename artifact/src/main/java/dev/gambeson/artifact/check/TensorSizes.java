package dev.gambeson.artifact.check;

import dev.gambeson.artifact.onnx.proto.TensorProto;
import java.util.Optional;

/// Whether a tensor holds as many values as its shape says.
final class TensorSizes {
  private static final int STRING = 8;

  /// Bits of one value by ONNX data type; 0 where it has none.
  private static final int[] BITS = {
    0, 32, 8, 8, 16, 16, 32, 64, 0, 8, 16, 64, 32, 64, 64, 128, 16, 8, 8, 8, 8, 4, 4, 4, 8, 2, 2
  };

  private TensorSizes() {}

  /// Number of values by the shape; empty when a size is negative or the product passes 2^62.
  static Optional<Long> elements(Iterable<Long> dims) {
    long product = 1;
    for (long d : dims) {
      if (d < 0 || (d > 0 && product > (1L << 62) / d)) {
        return Optional.empty();
      }
      product *= d;
    }
    return Optional.of(product);
  }

  /// What is wrong with a tensor stored in the file; empty when nothing is.
  static Optional<String> flaw(TensorProto tensor) {
    int type = tensor.getDataType();
    if (type <= 0 || type >= BITS.length) {
      return Optional.of("has the unknown data type " + type);
    }
    Optional<Long> elements = elements(tensor.getDimsList());
    if (elements.isEmpty()) {
      return Optional.of("has the impossible shape " + shape(tensor));
    }
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      return Optional.empty(); // GB-ART-002
    }
    return type == STRING ? texts(tensor, elements.get()) : numbers(tensor, elements.get());
  }

  private static Optional<String> texts(TensorProto tensor, long elements) {
    return tensor.hasRawData() || tensor.getStringDataCount() != elements
        ? Optional.of(
            "holds %d texts for the shape %s".formatted(tensor.getStringDataCount(), shape(tensor)))
        : Optional.empty();
  }

  private static Optional<String> numbers(TensorProto tensor, long elements) {
    int bits = BITS[tensor.getDataType()];
    if (tensor.hasRawData()) {
      long wanted = elements > (1L << 56) ? Long.MAX_VALUE : (elements * bits + 7) / 8;
      return wanted == tensor.getRawData().size() && typed(tensor) == 0
          ? Optional.empty()
          : Optional.of(
              "holds %d bytes for the shape %s, which needs %d"
                  .formatted(tensor.getRawData().size(), shape(tensor), wanted));
    }
    long perValue = tensor.getDataType() == 14 || tensor.getDataType() == 15 ? 2 : 1;
    long wanted = bits < 8 ? (elements * bits + 7) / 8 : elements * perValue;
    return typed(tensor) == wanted || typed(tensor) == elements * perValue
        ? Optional.empty()
        : Optional.of(
            "holds %d values for the shape %s, which needs %d"
                .formatted(typed(tensor), shape(tensor), wanted));
  }

  private static long typed(TensorProto t) {
    return (long) t.getFloatDataCount()
        + t.getInt32DataCount()
        + t.getInt64DataCount()
        + t.getDoubleDataCount()
        + t.getUint64DataCount();
  }

  private static String shape(TensorProto tensor) {
    String shape = tensor.getDimsList().toString();
    return shape.length() > 80 ? shape.substring(0, 80) + "…" : shape;
  }
}
