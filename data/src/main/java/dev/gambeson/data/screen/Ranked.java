package dev.gambeson.data.screen;

import dev.gambeson.core.CheckResult;
import java.util.List;

/// Rows in the order of suspicion, all screens taken together.
///
/// @param rows the rows that at least one screen has an opinion on, most suspicious first
/// @param results what GB-POIS-020 says
/// @param held rows to hold back because screens agree on them, in row order
public record Ranked(List<Row> rows, List<CheckResult> results, List<Screened.Held> held) {
  public Ranked {
    rows = List.copyOf(rows);
    results = List.copyOf(results);
    held = List.copyOf(held);
  }

  /// One row.
  ///
  /// @param row index into the subject's rows
  /// @param p joint p-value over the screens that hold back any row
  /// @param falseShare estimated share of clean rows among this row and all before it, at most 1
  /// @param bound the same as a bound that holds under any dependence of rows and screens
  /// @param reasons the screens behind it, the most suspicious first
  public record Row(int row, double p, double falseShare, double bound, List<Reason> reasons) {
    public Row {
      reasons = List.copyOf(reasons);
    }

    /// Suspicion from 0 to 1: the estimated share of poison among this row and all before it.
    public double score() {
      return 1 - falseShare;
    }
  }

  /// What one screen thinks of a row.
  ///
  /// @param check its id
  /// @param p probability that it finds a clean row as suspicious
  /// @param text why it holds the row back; empty when it does not
  public record Reason(String check, double p, String text) {}
}
