package dev.gambeson.data.admit;

import java.util.List;

/// A row that must not be admitted, with everything that was said against it.
///
/// @param row its number in the source, from 1
/// @param reasons at least one
public record HeldRow(long row, List<Reason> reasons) {
  public HeldRow {
    reasons = List.copyOf(reasons);
  }

  /// One reason.
  ///
  /// @param check id of the check that says so
  /// @param text one clause; holds no personal value
  public record Reason(String check, String text) {}
}
