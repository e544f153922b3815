package dev.gambeson.server.oip;

/// A request that cannot be understood, or not be accepted. Carries no stack trace, since attackers
/// raise it by the thousand.
public final class BadRequest extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String reason;

  /// @param reason plain token for the log and the metrics, for example `too-deep`
  /// @param message for the client: what, where, what to do; never a value of the request
  public BadRequest(String reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /// Plain token for the log and the metrics.
  public String reason() {
    return reason;
  }

  /// The message, never null.
  public String text() {
    String message = getMessage();
    return message == null ? reason : message;
  }
}
