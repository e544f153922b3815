package dev.gambeson.core;

import java.util.Optional;
import java.util.OptionalLong;

/// Where a finding was made. Every part is optional; a finding about the model as a whole names its
/// file only.
///
/// @param path file, as the user named it
/// @param row data row, counted from 1 without the header
/// @param column column, tensor or feature name
/// @param offset byte offset in the file
public record Where(
    Optional<String> path, OptionalLong row, Optional<String> column, OptionalLong offset) {

  /// A whole file.
  public static Where file(String path) {
    return new Where(
        Optional.of(path), OptionalLong.empty(), Optional.empty(), OptionalLong.empty());
  }

  /// The same place, narrowed to a column.
  public Where atColumn(String name) {
    return new Where(path, row, Optional.of(name), offset);
  }

  /// The same place, narrowed to a data row (from 1, header not counted).
  public Where atRow(long number) {
    return new Where(path, OptionalLong.of(number), column, offset);
  }

  /// The same place, narrowed to a byte offset.
  public Where atOffset(long bytes) {
    return new Where(path, row, column, OptionalLong.of(bytes));
  }
}
