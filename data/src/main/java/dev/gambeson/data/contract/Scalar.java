package dev.gambeson.data.contract;

import dev.gambeson.data.internal.read.Decimals;
import dev.gambeson.data.internal.rows.Values;
import java.time.format.DateTimeFormatter;
import java.util.function.ToDoubleFunction;

/// Turns the cells of one column into numbers that compare as the cells do; NaN for a cell that is
/// not of the type. Whole numbers beyond 2^53 are rounded. Not thread-safe.
final class Scalar {
  private static final int MAX_CHARS = 512;

  private final ToDoubleFunction<String> parser;

  private Scalar(ToDoubleFunction<String> parser) {
    this.parser = parser;
  }

  /// Of the cells of a column.
  static Scalar of(ColumnRule rule) {
    ToDoubleFunction<String> parser =
        switch (rule.type()) {
          case INTEGER -> cell -> number(Values.integer(cell));
          case DECIMAL -> decimals();
          case BOOLEAN -> cell -> number(Values.bool(cell));
          case DATE -> rule.format().map(Scalar::dates).orElse(cell -> number(Values.date(cell)));
          case TIMESTAMP ->
              rule.format().map(Scalar::timestamps).orElse(cell -> number(Values.timestamp(cell)));
          case TEXT -> _ -> Double.NaN;
        };
    return new Scalar(parser);
  }

  private static double number(long value) {
    return value == Values.BAD ? Double.NaN : (double) value;
  }

  private static ToDoubleFunction<String> decimals() {
    char[] buffer = new char[MAX_CHARS];
    return cell -> {
      int n = cell.length();
      if (n > MAX_CHARS) {
        return Double.NaN;
      }
      cell.getChars(0, n, buffer, 0);
      double value = Decimals.parse(buffer, 0, n);
      return Double.isInfinite(value) ? Double.NaN : value + 0.0; // no -0.0, which compares apart
    };
  }

  private static ToDoubleFunction<String> dates(String pattern) {
    DateTimeFormatter format = Values.pattern(pattern);
    SeenCells seen = new SeenCells(cell -> Values.date(cell, format));
    return cell -> number(seen.of(cell));
  }

  private static ToDoubleFunction<String> timestamps(String pattern) {
    DateTimeFormatter format = Values.pattern(pattern);
    SeenCells seen = new SeenCells(cell -> Values.timestamp(cell, format));
    return cell -> number(seen.of(cell));
  }

  /// The value of a present cell, NaN when it is not of the type.
  double valueOf(String cell) {
    return parser.applyAsDouble(cell);
  }
}
