package dev.gambeson.server.admin.port;

/// Rungs of the ladder that a suspicious client climbs, mildest first.
public enum Level {
  /// As its class allows.
  OPEN,
  /// As before; people were told.
  WATCHED,
  /// Fewer requests.
  THROTTLED,
  /// Coarser answers.
  COARSENED,
  /// Must show more before it is answered.
  CHALLENGED,
  /// No answers.
  BLOCKED
}
