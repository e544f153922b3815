package dev.gambeson.core.model;

import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.Rows;

/// A data set as a model sees it.
///
/// @param data the table, all columns
/// @param rows its features in the model's space
/// @param truth true class index per row
@SuppressWarnings("ArrayRecordComponent") // a bulk buffer, passed along without copies
public record LabelledRows(Dataset data, Rows rows, int[] truth) {
  /// Number of rows.
  public int size() {
    return truth.length;
  }

  /// The given rows, in that order.
  public LabelledRows select(int[] indices) {
    int[] chosen = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      chosen[i] = truth[indices[i]];
    }
    return new LabelledRows(data.select(indices), rows.select(indices), chosen);
  }
}
