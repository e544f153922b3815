package dev.gambeson.server.identity;

/// Nobody that we know. Carries no stack trace, since attackers raise it by the thousand.
public final class Unauthenticated extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// @param reason plain token for the log and the metrics, for example `expired`; the client
  ///   learns nothing but "not authenticated"
  public Unauthenticated(String reason) {
    super(reason, null, false, false);
  }
}
