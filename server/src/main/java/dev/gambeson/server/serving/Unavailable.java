package dev.gambeson.server.serving;

/// A model cannot answer now.
public final class Unavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// @param reason plain token, for example `upstream-timeout`, `circuit-open`
  /// @param message one sentence for the operator; clients get a general one
  public Unavailable(String reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  private final String reason;

  /// Plain token for the log and the metrics.
  public String reason() {
    return reason;
  }
}
