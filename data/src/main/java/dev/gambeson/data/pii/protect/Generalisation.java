package dev.gambeson.data.pii.protect;

import dev.gambeson.core.GambesonException;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/// Coarser values: a date becomes its year or month, a text its first characters, a number a range.
/// What does not read as a date or a number becomes empty: it is not let through as it is.
final class Generalisation {
  private static final int MAX_PREFIX = 100;

  private Generalisation() {}

  /// Reads `year`, `month`, `prefix N` or `range W`.
  static UnaryOperator<String> of(String column, String how) {
    String[] words = how.strip().split("\\s+");
    return switch (words[0]) {
      case "year" -> value -> date(value, 4);
      case "month" -> value -> date(value, 7);
      case "prefix" -> prefix(number(column, words, MAX_PREFIX));
      case "range" -> range(number(column, words, 1e12));
      default ->
          throw GambesonException.usage(
              "Column '%s': generalise takes year, month, prefix N or range W, not '%s'."
                  .formatted(column, how));
    };
  }

  private static double number(String column, String[] words, double max) {
    try {
      double number = Double.parseDouble(words.length == 2 ? words[1] : "");
      if (number > 0 && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw GambesonException.usage(
        "Column '%s': generalise(%s N) needs a number above 0.".formatted(column, words[0]));
  }

  private static UnaryOperator<String> prefix(double length) {
    int keep = (int) length;
    return value -> value.length() <= keep ? value : value.substring(0, keep) + "*";
  }

  private static UnaryOperator<String> range(double width) {
    return value -> {
      try {
        double low = Math.floor(Double.parseDouble(value.strip()) / width) * width;
        return Double.isFinite(low) ? plain(low) + "-" + plain(low + width) : "";
      } catch (NumberFormatException e) {
        return "";
      }
    };
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  /// Year, or year and month, of a date written with the year first or last; `yyyymmdd` included.
  private static String date(String value, int length) {
    String text = value.strip();
    OptionalInt first = year(text, 0);
    if (first.isPresent() && text.length() >= 8) {
      boolean compact = Character.isDigit(text.charAt(4));
      String month = compact ? text.substring(4, 6) : text.substring(5, 7);
      return cut(first.getAsInt(), month, length);
    }
    OptionalInt last = text.length() >= 8 ? year(text, text.length() - 4) : OptionalInt.empty();
    if (last.isEmpty() || length > 4) {
      return ""; // whether day or month comes first cannot be told
    }
    return Integer.toString(last.getAsInt());
  }

  private static String cut(int year, String month, int length) {
    if (length == 4) {
      return Integer.toString(year);
    }
    boolean real = month.matches("0[1-9]|1[0-2]");
    return real ? year + "-" + month : "";
  }

  private static OptionalInt year(String text, int at) {
    if (at < 0 || at + 4 > text.length()) {
      return OptionalInt.empty();
    }
    for (int i = at; i < at + 4; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return OptionalInt.empty();
      }
    }
    int year = Integer.parseInt(text, at, at + 4, 10);
    return year >= 1800 && year < 2100 ? OptionalInt.of(year) : OptionalInt.empty();
  }
}
