package dev.gambeson.server.gateway;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/// Why a request is not answered.
///
/// @param kind decides the status code
/// @param reason plain token for the log and the metrics; clients do not see it
/// @param message one sentence for the client, which names no detector
/// @param retryAfter when it makes sense to ask again
public record Refusal(Kind kind, String reason, String message, Optional<Duration> retryAfter) {
  public Refusal {
    requireNonNull(kind, "kind");
    requireNonNull(reason, "reason");
    requireNonNull(message, "message");
    requireNonNull(retryAfter, "retryAfter");
  }

  /// A refusal without a time to come back.
  public static Refusal of(Kind kind, String reason, String message) {
    return new Refusal(kind, reason, message, Optional.empty());
  }

  /// What kind of refusal, with its status codes.
  public enum Kind {
    /// The request cannot be understood.
    BAD_REQUEST(400, 3, false),
    /// Nobody that we know.
    UNAUTHENTICATED(401, 16, false),
    /// Known, but may not.
    FORBIDDEN(403, 7, false),
    /// There is no such thing for this client.
    NOT_FOUND(404, 5, false),
    /// The path is right, the method is not.
    WRONG_METHOD(405, 12, false),
    /// It contradicts, or repeats, an earlier request.
    CONFLICT(409, 10, false),
    /// The body is too large.
    TOO_LARGE(413, 8, false),
    /// The values are not acceptable.
    UNACCEPTABLE(422, 3, false),
    /// Too often, or the budget is used up.
    TOO_MANY(429, 8, false),
    /// Something broke in here.
    INTERNAL(500, 13, true),
    /// It cannot be answered now.
    UNAVAILABLE(503, 14, true);

    private final int http;
    private final int grpc;
    private final boolean failure;

    Kind(int http, int grpc, boolean failure) {
      this.http = http;
      this.grpc = grpc;
      this.failure = failure;
    }

    /// The HTTP status.
    public int http() {
      return http;
    }

    /// The gRPC status.
    public int grpc() {
      return grpc;
    }

    /// Whether it is our fault and not the client's.
    public boolean failure() {
      return failure;
    }
  }
}
