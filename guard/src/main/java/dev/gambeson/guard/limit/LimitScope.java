package dev.gambeson.guard.limit;

/// What a limit is counted by.
public enum LimitScope {
  /// The network the request came from: /24 of IPv4, /56 of IPv6.
  ADDRESS,
  /// The client, over all models.
  CLIENT,
  /// The client's use of one model.
  CLIENT_MODEL,
  /// All clients of a tenant together.
  TENANT,
  /// All clients of a model together.
  MODEL
}
