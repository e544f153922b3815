package dev.gambeson.core.data;

/// One column of a [Dataset]. Columns are immutable; nobody may change the arrays they hand out.
public sealed interface Column permits NumericColumn, TextColumn {
  /// Header.
  String name();

  /// Number of rows.
  int size();

  /// Whether the cell is empty.
  boolean isMissing(int row);

  /// The cell as text: numbers in their shortest form (`3`, not `3.0`), missing cells empty.
  String text(int row);

  /// A column of the given rows, in that order.
  Column select(int[] rows);
}
