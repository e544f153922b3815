package dev.gambeson.server.identity;

/// What one may do with a model on the data plane. Every route names one of these.
public enum Action {
  /// Ask the model.
  INFER,
  /// Ask for an explanation.
  EXPLAIN,
  /// Read name, inputs and outputs.
  METADATA,
  /// Report what became true later.
  LABEL
}
