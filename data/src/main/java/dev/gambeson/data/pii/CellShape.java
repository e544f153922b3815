package dev.gambeson.data.pii;

/// The glance at a cell that spares most cells a closer look.
enum CellShape {
  /// A number that is no identifier: short, or with one decimal point.
  NUMBER,
  /// A date or a time.
  TIME,
  /// Anything else.
  OPEN;

  private static final int LONG = 40;
  private static final int FEW_DIGITS = 7;

  static CellShape of(String cell) {
    int n = cell.length();
    if (n > LONG) {
      return OPEN;
    }
    int digits = 0;
    int dots = 0;
    int dashes = 0;
    int colons = 0;
    int times = 0;
    for (int i = 0; i < n; i++) {
      char c = cell.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c == '.') {
        dots++;
      } else if (c == '-') {
        dashes++;
      } else if (c == ':') {
        colons++;
      } else if (c == 'T' || c == 'Z' || c == ' ' || c == 'E' || c == 'e' || c == '+') {
        times++;
      } else {
        return OPEN;
      }
    }
    if (digits == 0) {
      return times > 2 ? OPEN : NUMBER;
    }
    if (n >= 10
        && digits >= 8
        && cell.charAt(4) == '-'
        && cell.charAt(7) == '-'
        && (n == 10 || colons > 0)) {
      return TIME;
    }
    boolean plain = colons == 0 && dashes <= 2 && times <= 2 && cell.charAt(0) != '+';
    boolean number = dots == 1 ? dashes <= 1 || times > 0 : dots == 0 && dashes + times <= 1;
    boolean small = digits < FEW_DIGITS && dots < 3;
    return plain && number && (dots == 1 || small) && cell.indexOf(' ') < 0 ? NUMBER : OPEN;
  }
}
