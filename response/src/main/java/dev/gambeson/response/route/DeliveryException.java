package dev.gambeson.response.route;

/// A notice was not delivered. The message is one clause without secrets and without addresses that
/// may hold one.
public final class DeliveryException extends Exception {
  private static final long serialVersionUID = 1L;
  private final boolean worthRetrying;

  /// @param worthRetrying false when it would fail in the same way again
  public DeliveryException(String message, boolean worthRetrying) {
    super(message);
    this.worthRetrying = worthRetrying;
  }

  /// Whether trying again later makes sense.
  public boolean worthRetrying() {
    return worthRetrying;
  }
}
