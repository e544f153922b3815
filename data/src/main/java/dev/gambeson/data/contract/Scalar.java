package dev.gambeson.data.contract;

import dev.gambeson.data.internal.read.Decimals;
import dev.gambeson.data.internal.rows.Values;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// Turns the cells of one column into numbers that compare as the cells do; NaN for a cell that is
/// not of the type. Whole numbers beyond 2^53 are rounded. Not thread-safe.
final class Scalar {
  private static final int MAX_CHARS = 512;

  private final ColumnType type;
  private final @Nullable SeenCells formatted; // of a date or timestamp in a pattern of its own
  private final char[] buffer;

  private Scalar(ColumnType type, @Nullable SeenCells formatted) {
    this.type = type;
    this.formatted = formatted;
    this.buffer = new char[type == ColumnType.DECIMAL ? MAX_CHARS : 0];
  }

  /// Of the cells of a column.
  static Scalar of(ColumnRule rule) {
    return new Scalar(rule.type(), rule.format().map(f -> formatted(rule, f)).orElse(null));
  }

  private static @Nullable SeenCells formatted(ColumnRule rule, String pattern) {
    return switch (rule.type()) {
      case DATE -> {
        DateTimeFormatter format = Values.pattern(pattern);
        yield new SeenCells(cell -> Values.date(cell, format));
      }
      case TIMESTAMP -> {
        DateTimeFormatter format = Values.pattern(pattern);
        yield new SeenCells(cell -> Values.timestamp(cell, format));
      }
      case INTEGER, DECIMAL, BOOLEAN, TEXT -> null;
    };
  }

  /// The value of a present cell, NaN when it is not of the type. A switch, since this is asked of
  /// every cell and a call through an interface would not be inlined.
  double valueOf(String cell) {
    SeenCells own = formatted;
    if (own != null) {
      return number(own.of(cell));
    }
    return switch (type) {
      case INTEGER -> number(Values.integer(cell));
      case DECIMAL -> decimal(cell);
      case BOOLEAN -> number(Values.bool(cell));
      case DATE -> number(Values.date(cell));
      case TIMESTAMP -> number(Values.timestamp(cell));
      case TEXT -> Double.NaN;
    };
  }

  private static double number(long value) {
    return value == Values.BAD ? Double.NaN : (double) value;
  }

  private double decimal(String cell) {
    int n = cell.length();
    if (n > MAX_CHARS) {
      return Double.NaN;
    }
    cell.getChars(0, n, buffer, 0);
    double value = Decimals.parse(buffer, 0, n);
    return Double.isInfinite(value) ? Double.NaN : value + 0.0; // no -0.0, which compares apart
  }
}
