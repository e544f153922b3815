package dev.gambeson.core;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Small wording helpers for messages that people read.
public final class Text {
  private Text() {}

  /// A number for prose: four significant digits, no exponent between 1e-4 and 1e9.
  public static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "undefined" : value > 0 ? "∞" : "-∞";
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e9)) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    BigDecimal rounded =
        size >= 1000
            ? BigDecimal.valueOf(value).setScale(0, RoundingMode.HALF_EVEN)
            : new BigDecimal(value, new MathContext(4, RoundingMode.HALF_EVEN));
    String plain = rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    return plain;
  }

  /// A share in `[0, 1]` as a percentage, for example `12.3 %`.
  public static String percent(double share) {
    return Double.isNaN(share) ? "undefined" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /// The known word closest to a mistyped one, when it is close enough to be meant.
  public static Optional<String> didYouMean(String typed, Collection<String> known) {
    String lower = typed.toLowerCase(Locale.ROOT);
    return known.stream()
        .min(Comparator.comparingInt(k -> distance(lower, k.toLowerCase(Locale.ROOT))))
        .filter(
            k -> distance(lower, k.toLowerCase(Locale.ROOT)) <= Math.max(2, typed.length() / 3));
  }

  /// Levenshtein distance.
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
