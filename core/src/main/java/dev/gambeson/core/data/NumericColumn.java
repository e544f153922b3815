package dev.gambeson.core.data;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/// A column of numbers.
///
/// @param name header
/// @param values one per row; NaN means missing. Not copied: treat as immutable.
@SuppressWarnings("ArrayRecordComponent") // a column of millions of cells is not copied on access
public record NumericColumn(String name, double[] values) implements Column {
  public NumericColumn {
    requireNonNull(name, "name");
    requireNonNull(values, "values");
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public boolean isMissing(int row) {
    return Double.isNaN(values[row]);
  }

  @Override
  public String text(int row) {
    return format(values[row]);
  }

  /// A number in its shortest form: `3`, `0.5`, empty for NaN.
  public static String format(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  @Override
  public NumericColumn select(int[] rows) {
    return new NumericColumn(name, Arrays.stream(rows).mapToDouble(r -> values[r]).toArray());
  }

  /// Whether every present value is a whole number.
  public boolean isIntegral() {
    return Arrays.stream(values).allMatch(v -> Double.isNaN(v) || v == Math.rint(v));
  }
}
