package dev.gambeson.redteam.evasion;

import dev.gambeson.model.MatrixEncoder.ColumnMeaning;
import java.util.HashMap;
import java.util.Map;

/// Where a float32 threshold on a matrix column lies in raw doubles: the greatest raw value that is
/// still encoded to at most the bound. Found by bisection over all doubles through the encoder's
/// own arithmetic, so that no rounding puts a row on the wrong side.
final class RawThresholds {
  private record Key(ColumnMeaning meaning, float bound) {}

  private final Map<Key, Double> known = new HashMap<>();

  double greatestAtMost(ColumnMeaning meaning, float bound) {
    return known.computeIfAbsent(new Key(meaning, bound), RawThresholds::bisect);
  }

  private static double bisect(Key key) {
    long low = order(Double.NEGATIVE_INFINITY);
    long high = order(Double.POSITIVE_INFINITY);
    if (encode(key.meaning(), Double.POSITIVE_INFINITY) <= key.bound()) {
      return Double.POSITIVE_INFINITY;
    }
    // Invariant: `low` is encoded to at most the bound (or is the smallest), `high` is not.
    while (Long.compareUnsigned(high - low, 1) > 0) {
      long middle = low + ((high - low) >>> 1);
      if (encode(key.meaning(), value(middle)) <= key.bound()) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return value(low);
  }

  static float encode(ColumnMeaning meaning, double value) {
    return switch (meaning) {
      case ColumnMeaning.Raw _ -> (float) value;
      case ColumnMeaning.Scaled s -> (float) ((value - s.offset()) / s.factor());
      case ColumnMeaning.Indicator _ -> throw new IllegalStateException("a category, no number");
    };
  }

  /// Doubles in order as longs; a difference of two may need all 64 bits, hence is unsigned.
  private static long order(double value) {
    long bits = Double.doubleToLongBits(value);
    return bits >= 0 ? bits : Long.MIN_VALUE - bits;
  }

  private static double value(long order) {
    return Double.longBitsToDouble(order >= 0 ? order : Long.MIN_VALUE - order);
  }
}
