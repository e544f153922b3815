package dev.gambeson.model;

import dev.gambeson.core.data.Rows;

/// Turns rows of the raw feature space into the float32 matrix that a model was trained on, and
/// says what each matrix column means, so that attacks and explanations can speak of raw features
/// again. Immutable and thread-safe.
public interface MatrixEncoder {
  /// Number of matrix columns.
  int width();

  /// The matrix of the given rows, row-major, `rows.count() * width()` values; NaN means missing.
  float[] encode(Rows rows);

  /// What a matrix column means.
  ///
  /// @param column from 0 to `width() - 1`
  ColumnMeaning column(int column);

  /// Index, in the raw feature space, of the feature behind a matrix column.
  default int featureOf(int column) {
    return column(column).feature();
  }

  /// What one matrix column means. Every column depends on exactly one raw feature.
  sealed interface ColumnMeaning {
    /// Index of the raw feature in its feature space.
    int feature();

    /// The raw number, shifted and scaled: `(float) ((value - offset) / factor)`, computed in
    /// double.
    record Scaled(int feature, double offset, double factor) implements ColumnMeaning {}

    /// 1 when the raw feature has this level, 0 otherwise.
    record Indicator(int feature, int level) implements ColumnMeaning {}

    /// The raw value itself, rounded to float32 (for a category: its level index).
    record Raw(int feature) implements ColumnMeaning {}
  }
}
