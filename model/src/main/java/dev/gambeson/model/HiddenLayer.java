package dev.gambeson.model;

import dev.gambeson.core.data.Rows;

/// The values of a network's last hidden layer: what the model makes of a row before it decides.
/// Screens for poisoned rows look at them.
///
/// The values are the model's own and say nothing by themselves; a model under test is run, never
/// trusted. Deterministic: the same rows give the same values, however they are asked for. Closes
/// with the [ModelFile] that gave it.
public interface HiddenLayer extends AutoCloseable {
  /// Which tensor the values are taken from, as named in the file, for the report.
  String tensor();

  /// One row of values per row.
  ///
  /// @param rows rows of the feature space the layer was bound to
  Rows of(Rows rows);

  @Override
  void close();
}
