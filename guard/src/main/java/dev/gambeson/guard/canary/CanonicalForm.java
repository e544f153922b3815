package dev.gambeson.guard.canary;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.MacKey;
import java.nio.ByteBuffer;

/// One row as bytes that do not depend on how it was written: features in the order of the space,
/// numbers at six significant digits, categories by index, one form for missing. What a client
/// wrote as `1e3`, `1000` or `1000.0000001` is the same record.
final class CanonicalForm {
  private final boolean[] number;

  CanonicalForm(FeatureSpace space) {
    number = new boolean[space.width()];
    for (int f = 0; f < number.length; f++) {
      number[f] = space.features().get(f) instanceof Feature.Numeric;
    }
  }

  int width() {
    return number.length;
  }

  /// The first 16 bytes of the HMAC of the canonical form, as two longs.
  Print print(MacKey key, Rows rows, int row) {
    byte[] bytes = new byte[number.length * Long.BYTES];
    ByteBuffer out = ByteBuffer.wrap(bytes);
    for (int f = 0; f < number.length; f++) {
      double value = rows.at(row, f);
      out.putLong(number[f] ? significant(value) : (long) Math.max(-1, value));
    }
    ByteBuffer mac = ByteBuffer.wrap(key.mac(bytes));
    return new Print(mac.getLong(), mac.getLong());
  }

  /// Six significant digits: rounds to a multiple of a power of ten.
  static long significant(double value) {
    if (Double.isNaN(value)) {
      return Long.MIN_VALUE;
    }
    if (value == 0 || Double.isInfinite(value)) {
      return value == 0 ? 0 : value > 0 ? Long.MAX_VALUE : Long.MIN_VALUE + 1;
    }
    int exponent = (int) Math.floor(Math.log10(Math.abs(value))) - 5;
    long digits = Math.round(value / Math.pow(10, exponent));
    if (Math.abs(digits) == 1_000_000) { // 999999.7 is 1000000 of the next power
      digits /= 10;
      exponent++;
    }
    return digits * 1000 + (exponent + 400);
  }

  /// A keyed hash of a record.
  record Print(long high, long low) {}
}
