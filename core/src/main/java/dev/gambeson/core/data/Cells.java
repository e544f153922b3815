package dev.gambeson.core.data;

/// The cells of one column in a [Batch]. Immutable; nobody may change the arrays they hand out.
public sealed interface Cells {
  /// Number of rows.
  int size();

  /// Whether the cell is empty.
  boolean isMissing(int row);

  /// The cell as text: numbers in their shortest form (`3`, not `3.0`), missing cells empty.
  String text(int row);

  /// Cells as they stand in a text file, or values that are text.
  ///
  /// @param values one per row; empty means missing. Not copied: treat as immutable.
  @SuppressWarnings("ArrayRecordComponent") // a bulk buffer, passed along without copies
  record Texts(String[] values) implements Cells {
    @Override
    public int size() {
      return values.length;
    }

    @Override
    public boolean isMissing(int row) {
      return values[row].isEmpty();
    }

    @Override
    public String text(int row) {
      return values[row];
    }
  }

  /// Cells that the source itself declares to be numbers. Whole numbers beyond 2^53 come as
  /// [Texts], so that nothing is rounded.
  ///
  /// @param values one per row; NaN means missing. Not copied: treat as immutable.
  @SuppressWarnings("ArrayRecordComponent") // a bulk buffer, passed along without copies
  record Numbers(double[] values) implements Cells {
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
      return NumericColumn.format(values[row]);
    }
  }
}
