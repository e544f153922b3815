package dev.gambeson.data.pii;

/// Whether the part of an identifier that stands for a day of birth can be one.
final class Births {
  private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private Births() {}

  /// Whether there is such a day in some year.
  static boolean isDay(int month, int day) {
    return month >= 1 && month <= 12 && day >= 1 && day <= DAYS[month - 1];
  }

  /// Whether there is such a day in this year.
  static boolean isDay(int year, int month, int day) {
    return isDay(month, day) && (month != 2 || day < 29 || isLeap(year));
  }

  private static boolean isLeap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  /// `yymmdd` at `from`; 29 February needs a year that may be a leap year in some century.
  static boolean yymmdd(IdChars id, int from) {
    return twoDigitYear(
        id.number(from, from + 2), id.number(from + 2, from + 4), id.number(from + 4, from + 6));
  }

  /// `ddmmyy` at `from`.
  static boolean ddmmyy(IdChars id, int from) {
    return twoDigitYear(
        id.number(from + 4, from + 6), id.number(from + 2, from + 4), id.number(from, from + 2));
  }

  /// A day in a year of which the last two digits are known.
  static boolean twoDigitYear(int year, int month, int day) {
    return isDay(month, day) && (month != 2 || day < 29 || year % 4 == 0);
  }

  /// `yyyymmdd` at `from`, between 1850 and 2099.
  static boolean yyyymmdd(IdChars id, int from) {
    int year = id.number(from, from + 4);
    return year >= 1850
        && year < 2100
        && isDay(year, id.number(from + 4, from + 6), id.number(from + 6, from + 8));
  }
}
