package dev.gambeson.guard.limit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/// What [RateLimiter] says of a request.
public sealed interface Admission {
  /// All limits agree; the permits are taken.
  record Admitted() implements Admission {}

  /// One limit refuses; nothing is taken from any.
  ///
  /// @param scope which kind, for the log
  /// @param retryAfter how long to wait at least
  record Refused(LimitScope scope, Duration retryAfter) implements Admission {
    public Refused {
      requireNonNull(scope, "scope");
      requireNonNull(retryAfter, "retryAfter");
    }
  }

  /// This node cannot decide at once; nothing is taken: ask [RateLimiter#admit].
  record Undecided() implements Admission {}

  /// The one instance that matters of [Admitted].
  Admitted ADMITTED = new Admitted();

  /// The one instance that matters of [Undecided].
  Undecided UNDECIDED = new Undecided();
}
