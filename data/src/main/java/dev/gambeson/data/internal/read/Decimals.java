package dev.gambeson.data.internal.read;

/// Reads decimal numbers from characters without making strings of them.
public final class Decimals {
  private static final double[] POWERS = new double[23];

  static {
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = Double.parseDouble("1e" + i);
    }
  }

  private static final long EXACT = 1L << 53;

  private Decimals() {}

  /// As [#parse(char[], int, int)], of the whole text.
  public static double parse(String text) {
    return parse(text.toCharArray(), 0, text.length());
  }

  /// The number nearest to what is written, exactly as [Double#parseDouble] rounds it; NaN when it
  /// is not of the form `[+-]digits[.digits][e[+-]digits]`; infinite when too large for a double.
  public static double parse(char[] buffer, int from, int length) {
    int end = from + length;
    int i = from;
    if (i < end && (buffer[i] == '-' || buffer[i] == '+')) {
      i++;
    }
    long digits = 0;
    int count = 0; // digits read
    int point = -1; // digits read before the point
    for (; i < end; i++) {
      char c = buffer[i];
      if (c >= '0' && c <= '9') {
        digits = digits < EXACT ? digits * 10 + (c - '0') : EXACT;
        count++;
      } else if (c == '.' && point < 0) {
        point = count;
      } else {
        break;
      }
    }
    if (count == 0 || (i < end && !isExponent(buffer, i, end))) {
      return Double.NaN;
    }
    int scale = point < 0 ? 0 : count - point;
    if (i < end || digits >= EXACT || scale >= POWERS.length) {
      return Double.parseDouble(new String(buffer, from, length));
    }
    double value = digits / POWERS[scale]; // exact operands, one rounding (Clinger 1990)
    return buffer[from] == '-' ? -value : value;
  }

  private static boolean isExponent(char[] buffer, int from, int end) {
    int i = from;
    if (buffer[i] != 'e' && buffer[i] != 'E') {
      return false;
    }
    i++;
    if (i < end && (buffer[i] == '-' || buffer[i] == '+')) {
      i++;
    }
    if (i == end) {
      return false;
    }
    for (; i < end; i++) {
      if (buffer[i] < '0' || buffer[i] > '9') {
        return false;
      }
    }
    return true;
  }
}
