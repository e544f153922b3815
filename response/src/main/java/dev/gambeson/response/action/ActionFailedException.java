package dev.gambeson.response.action;

/// An action did not happen, and nothing was changed. The message is shown in the timeline: one
/// clause on what stood in the way, without secrets.
public final class ActionFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param message what stood in the way
  public ActionFailedException(String message) {
    super(message);
  }
}
