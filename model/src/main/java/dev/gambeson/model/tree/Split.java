package dev.gambeson.model.tree;

/// The question an inner node asks about one matrix column. Every trainer's comparison is brought
/// into one of three forms, without a change of meaning for any float32 input.
public enum Split {
  /// Left when `x <= bound`. `x < t` is the same as `x <= nextDown(t)` in float32, and `x <= t`
  /// with a double threshold the same as with the greatest float32 not above it.
  AT_MOST,
  /// Left when `x == bound`.
  EQUAL,
  /// Left when `(int) x` is in the node's set of categories.
  IN_SET;

  /// The greatest float32 that is below `threshold`: the bound of `x < threshold`. NaN, which
  /// nothing is at most, when there is none.
  static float boundOfLess(float threshold) {
    return threshold == Float.NEGATIVE_INFINITY ? Float.NaN : Math.nextDown(threshold);
  }

  /// The greatest float32 that is not above `threshold`: the bound of `x <= threshold`.
  static float boundOfAtMost(double threshold) {
    float rounded = (float) threshold;
    return rounded > threshold ? Math.nextDown(rounded) : rounded;
  }
}
