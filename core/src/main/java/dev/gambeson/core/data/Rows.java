package dev.gambeson.core.data;

import java.util.Arrays;

/// A dense block of rows in a [FeatureSpace], row-major.
///
/// @param count number of rows
/// @param width number of features
/// @param values `count * width` values; not copied: the holder decides who may write
@SuppressWarnings("ArrayRecordComponent") // a bulk buffer, passed along without copies
public record Rows(int count, int width, double[] values) {
  public Rows {
    if (values.length != (long) count * width) {
      throw new IllegalArgumentException(
          "%d values for %d rows of width %d".formatted(values.length, count, width));
    }
  }

  /// A copy of one row.
  public double[] row(int i) {
    return Arrays.copyOfRange(values, i * width, (i + 1) * width);
  }

  /// One cell.
  public double at(int row, int feature) {
    return values[row * width + feature];
  }

  /// A copy of rows `from` (inclusive) to `to` (exclusive).
  public Rows slice(int from, int to) {
    return new Rows(to - from, width, Arrays.copyOfRange(values, from * width, to * width));
  }

  /// A copy of the given rows, in that order.
  public Rows select(int[] rows) {
    double[] out = new double[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, rows[i] * width, out, i * width, width);
    }
    return new Rows(rows.length, width, out);
  }

  /// One block of copies of single rows.
  public static Rows of(double[]... rows) {
    int width = rows.length == 0 ? 0 : rows[0].length;
    double[] out = new double[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, out, i * width, width);
    }
    return new Rows(rows.length, width, out);
  }
}
