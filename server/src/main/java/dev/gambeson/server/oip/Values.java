package dev.gambeson.server.oip;

/// Which numbers an element type can hold.
public final class Values {
  private static final double EXACT = 0x1p53 - 1;

  private Values() {}

  /// NaN stands for missing and is allowed for floating types only.
  ///
  /// @throws BadRequest when an element is outside the type's range, or not whole
  public static void requireFit(String name, Datatype type, double[] values) {
    double low = low(type);
    double high = high(type);
    boolean floating = type == Datatype.FP16 || type == Datatype.FP32 || type == Datatype.FP64;
    for (double v : values) {
      boolean fits = floating ? !Double.isInfinite(v) : v >= low && v <= high && v == Math.rint(v);
      if (!fits) {
        throw new BadRequest(
            "number-range", "Tensor '%s': an element does not fit into %s.".formatted(name, type));
      }
    }
  }

  private static double low(Datatype type) {
    return switch (type) {
      case INT8 -> -0x1p7;
      case INT16 -> -0x1p15;
      case INT32 -> -0x1p31;
      case INT64 -> -EXACT;
      default -> 0;
    };
  }

  private static double high(Datatype type) {
    return switch (type) {
      case BOOL -> 1;
      case INT8 -> 0x1p7 - 1;
      case UINT8 -> 0x1p8 - 1;
      case INT16 -> 0x1p15 - 1;
      case UINT16 -> 0x1p16 - 1;
      case INT32 -> 0x1p31 - 1;
      case UINT32 -> 0x1p32 - 1;
      default -> EXACT;
    };
  }
}
