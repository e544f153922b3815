package dev.gambeson.artifact.scan.engine;

/// A parser met bytes that its format does not allow. What it found before still counts; the rest
/// of that member is unread.
public final class Malformed extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long offset;

  /// @param offset byte in the member
  /// @param message what is wrong, one sentence without a place
  public Malformed(long offset, String message) {
    super(message, null, false, false);
    this.offset = offset;
  }

  /// Byte in the member.
  public long offset() {
    return offset;
  }
}
