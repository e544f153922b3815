package dev.gambeson.core.stats;

/// The finite doubles as whole numbers in the same order.
final class OrderedBits {
  private OrderedBits() {}

  /// Both zeros are 0.
  static long of(double value) {
    long bits = Double.doubleToRawLongBits(value + 0.0);
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }

  /// The inverse; beyond the finite doubles, the largest of them.
  static double toDouble(long ordered) {
    long finite = Math.clamp(ordered, of(-Double.MAX_VALUE), of(Double.MAX_VALUE));
    return finite == -1 // -0.0, which nothing is counted as
        ? -Double.MIN_VALUE
        : Double.longBitsToDouble(finite ^ ((finite >> 63) & Long.MAX_VALUE));
  }
}
