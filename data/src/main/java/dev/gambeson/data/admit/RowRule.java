package dev.gambeson.data.admit;

import dev.gambeson.core.data.Batch;

/// Says of single rows that they must not be admitted. Immutable and thread-safe: admission asks it
/// about every batch of the second reading.
public interface RowRule {
  /// Id of the check it belongs to.
  String check();

  /// Names the rows of the batch to hold back.
  void judge(Batch batch, Holding holding);

  /// Takes in what is held back.
  @FunctionalInterface
  interface Holding {
    /// @param row index into the batch
    /// @param reason one clause for the quarantine file; holds no personal value
    void hold(int row, String reason);
  }
}
