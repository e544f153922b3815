package dev.gambeson.server.gateway;

/// Where a client stands on the ladder of responses. The client is never told.
public enum Step {
  /// Nothing against it.
  CLEAR,
  /// Watched: its queries are looked at before they are answered, not after.
  WATCHED,
  /// Its rate is tightened.
  TIGHTENED,
  /// It gets labels only.
  COARSENED,
  /// It gets nothing.
  BLOCKED
}
