package dev.gambeson.data.screen;

import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.Rows;

/// What a trained model makes of rows: the values of its last hidden layer.
public interface Activations {
  /// Which tensor they are, for the report.
  String tensor();

  /// One row of activations per row of the table.
  Rows of(Dataset rows);
}
