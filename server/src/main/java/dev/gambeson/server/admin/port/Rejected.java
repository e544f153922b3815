package dev.gambeson.server.admin.port;

import static java.util.Objects.requireNonNull;

/// Something cannot or may not be done. The message reaches the console: one sentence that says
/// what and what to do instead, without secrets.
public final class Rejected extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Kind kind;

  /// @param kind what sort of refusal
  /// @param message one sentence for the operator
  public Rejected(Kind kind, String message) {
    super(requireNonNull(message, "message"), null, false, false);
    this.kind = requireNonNull(kind, "kind");
  }

  /// What sort of refusal it is.
  public Kind kind() {
    return kind;
  }

  /// There is no such thing.
  public static Rejected notFound(String message) {
    return new Rejected(Kind.NOT_FOUND, message);
  }

  /// The state of things does not allow it now.
  public static Rejected conflict(String message) {
    return new Rejected(Kind.CONFLICT, message);
  }

  /// What was sent makes no sense.
  public static Rejected invalid(String message) {
    return new Rejected(Kind.INVALID, message);
  }

  /// This person may not do it.
  public static Rejected forbidden(String message) {
    return new Rejected(Kind.FORBIDDEN, message);
  }

  /// Sorts of refusal.
  public enum Kind {
    UNAUTHENTICATED(401),
    /// The password fits; a code of the second factor must come with it.
    SECOND_FACTOR(401),
    NOT_FOUND(404),
    CONFLICT(409),
    INVALID(400),
    FORBIDDEN(403),
    TOO_MANY(429),
    UNAVAILABLE(503);

    private final int status;

    Kind(int status) {
      this.status = status;
    }

    /// The HTTP status that says it.
    public int status() {
      return status;
    }
  }
}
