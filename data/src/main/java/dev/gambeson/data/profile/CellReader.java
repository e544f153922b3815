package dev.gambeson.data.profile;

import java.util.Set;

/// Finds out what a cell can be read as, and its value, without making objects. Not thread-safe:
/// the value of the last cell stands in [#number].
final class CellReader {
  private static final int LONGEST_NUMBER = 64; // longer digits are text: no work without bound
  private static final long EXACT = 1L << 53;
  private static final double[] POWERS = new double[23]; // exact powers of ten
  private static final Set<String> BOOLEANS =
      Set.of(
          "true", "false", "True", "False", "TRUE", "FALSE", "yes", "no", "Yes", "No", "YES", "NO");

  static {
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = Double.parseDouble("1e" + i);
    }
  }

  /// Seconds from the first of March of the year 0 to 1970. Times are counted from there because a
  /// histogram of doubles is finest near zero, and should not be so near 1970.
  static final long BEFORE_1970 = 719_468L * 86_400;

  private double number;
  private boolean exact;

  /// The value of the last cell: of a number; of a day or time, seconds since the first of March of
  /// the year 0. Without meaning for other cells.
  double number() {
    return number;
  }

  /// Whether the last number is told apart from every other by [#number]: false for whole numbers
  /// beyond 2^53.
  boolean isExact() {
    return exact;
  }

  /// What a cell that is not empty can be read as.
  CellType read(String cell) {
    char first = cell.charAt(0);
    if ((first >= '0' && first <= '9') || first == '-' || first == '.') {
      return readNumber(cell);
    }
    return cell.length() <= 5 && BOOLEANS.contains(cell) ? CellType.BOOLEAN : CellType.TEXT;
  }

  private CellType readNumber(String cell) {
    int n = cell.length();
    int i = cell.charAt(0) == '-' ? 1 : 0;
    int start = i;
    long digits = 0;
    char c = 0;
    for (; i < n && (c = cell.charAt(i)) >= '0' && c <= '9'; i++) {
      digits = digits < EXACT ? digits * 10 + (c - '0') : digits;
    }
    int whole = i - start;
    if (i == n && whole > 0 && whole <= LONGEST_NUMBER) {
      return integer(cell, start, digits);
    }
    if (i < n && c == '-' && whole == 4 && start == 0) {
      return day(cell);
    }
    return i < n && n <= LONGEST_NUMBER ? decimal(cell, start, i, digits) : CellType.TEXT;
  }

  private CellType integer(String cell, int start, long digits) {
    if (cell.charAt(start) == '0' && cell.length() > start + 1) {
      return CellType.TEXT; // a code
    }
    exact = digits <= EXACT;
    double size = exact ? (double) digits : Double.parseDouble(cell.substring(start));
    number = start > 0 ? -size : size;
    return CellType.INTEGER;
  }

  private CellType decimal(String cell, int start, int point, long wholeDigits) {
    int n = cell.length();
    if (point - start > 1 && cell.charAt(start) == '0') {
      return CellType.TEXT;
    }
    long digits = wholeDigits;
    int i = point;
    if (cell.charAt(i) == '.') {
      i++;
      for (; i < n && isDigit(cell.charAt(i)); i++) {
        digits = digits < EXACT ? digits * 10 + (cell.charAt(i) - '0') : digits;
      }
      if (i == point + 1) {
        return CellType.TEXT;
      }
    } else if (point == start) {
      return CellType.TEXT;
    }
    int scale = Math.max(0, i - point - 1);
    if (i < n) {
      return isExponent(cell, i) ? slowDecimal(cell) : CellType.TEXT;
    }
    if (digits >= EXACT || scale >= POWERS.length) {
      return slowDecimal(cell);
    }
    double size = digits / POWERS[scale]; // exact operands, one rounding (Clinger 1990)
    number = start > 0 ? -size : size;
    exact = true;
    return CellType.DECIMAL;
  }

  private CellType slowDecimal(String cell) {
    number = Double.parseDouble(cell);
    exact = true;
    return Double.isFinite(number) ? CellType.DECIMAL : CellType.TEXT;
  }

  private static boolean isExponent(String cell, int from) {
    int i = from + 1;
    int n = cell.length();
    if ((cell.charAt(from) | 0x20) != 'e' || i == n) {
      return false;
    }
    i += cell.charAt(i) == '-' || cell.charAt(i) == '+' ? 1 : 0;
    int digits = 0;
    while (i < n && isDigit(cell.charAt(i))) {
      i++;
      digits++;
    }
    return i == n && digits > 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// `yyyy-MM-dd`, with or without a time after it.
  private CellType day(String cell) {
    int n = cell.length();
    int year = digits(cell, 0, 4);
    int month = digits(cell, 5, 2);
    int day = digits(cell, 8, 2);
    if (n < 10
        || cell.charAt(7) != '-'
        || month < 1
        || month > 12
        || day < 1
        || day > daysIn(year, month)) {
      return CellType.TEXT;
    }
    number = days(year, month, day) * 86_400.0;
    exact = true;
    if (n == 10) {
      return CellType.DATE;
    }
    char between = cell.charAt(10);
    return (between == 'T' || between == ' ') && time(cell) ? CellType.TIMESTAMP : CellType.TEXT;
  }

  /// The time from character 11 on; adds its seconds.
  private boolean time(String cell) {
    int n = cell.length();
    int hour = digits(cell, 11, 2);
    int minute = digits(cell, 14, 2);
    if (n < 16
        || n > 40
        || hour < 0
        || hour > 23
        || minute < 0
        || minute > 59
        || cell.charAt(13) != ':') {
      return false;
    }
    number += hour * 3600.0 + minute * 60.0;
    int i = 16;
    if (i < n && cell.charAt(i) == ':') {
      int second = digits(cell, 17, 2);
      if (second < 0 || second > 60) {
        return false;
      }
      number += second;
      i = fraction(cell, 19);
    }
    return i == n || zone(cell, i);
  }

  /// Where the fraction of a second that may stand at `from` ends; adds it, to the microsecond.
  private int fraction(String cell, int from) {
    int n = cell.length();
    if (from >= n || cell.charAt(from) != '.') {
      return from;
    }
    int i = from + 1;
    double unit = 0.1;
    for (; i < n && isDigit(cell.charAt(i)); i++) {
      number += i < from + 7 ? (cell.charAt(i) - '0') * unit : 0;
      unit /= 10;
    }
    return i == from + 1 ? from : i;
  }

  /// Whether a zone stands at `from` and ends the cell; takes its offset off.
  private boolean zone(String cell, int from) {
    int n = cell.length();
    char sign = cell.charAt(from);
    if (sign == 'Z') {
      return n == from + 1;
    }
    int colon = n == from + 6 && cell.charAt(from + 3) == ':' ? 1 : 0;
    int hours = digits(cell, from + 1, 2);
    int minutes = digits(cell, from + 3 + colon, 2);
    if ((sign != '+' && sign != '-') || n != from + 5 + colon || hours < 0 || minutes < 0) {
      return false;
    }
    double offset = hours * 3600.0 + minutes * 60.0;
    number -= sign == '+' ? offset : -offset;
    return true;
  }

  /// The number written by `count` digits, -1 when they are not there.
  private static int digits(String cell, int from, int count) {
    if (from + count > cell.length()) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < from + count; i++) {
      if (!isDigit(cell.charAt(i))) {
        return -1;
      }
      value = value * 10 + cell.charAt(i) - '0';
    }
    return value;
  }

  private static int daysIn(int year, int month) {
    if (month == 2) {
      return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  /// Days since 0000-03-01 in the proleptic Gregorian calendar: years begin in March, so that the
  /// leap day comes last.
  private static long days(int year, int month, int day) {
    long y = month <= 2 ? year - 1 : year;
    int march = (month + 9) % 12;
    long before = 365 * y + Math.floorDiv(y, 4) - Math.floorDiv(y, 100) + Math.floorDiv(y, 400);
    return before + (153 * march + 2) / 5 + day - 1;
  }
}
