package dev.gambeson.guard.limit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/// What [RateLimiter] says of a request.
public sealed interface Admission {
  /// All limits agree; the permits are taken.
  ///
  /// @param left what is left of the tightest limit that the client may be told of
  record Admitted(Optional<Left> left) implements Admission {
    public Admitted {
      requireNonNull(left, "left");
    }
  }

  /// What is left of one limit, as far as this node knows.
  ///
  /// @param limit the limit
  /// @param remaining permits that could be taken at once
  record Left(RateLimit limit, long remaining) {
    public Left {
      requireNonNull(limit, "limit");
    }
  }

  /// One limit refuses; nothing is taken from any.
  ///
  /// @param scope which kind, for the log
  /// @param retryAfter how long to wait at least
  /// @param left the limit, with nothing left of it, if the client may be told of it
  record Refused(LimitScope scope, Duration retryAfter, Optional<Left> left) implements Admission {
    public Refused {
      requireNonNull(scope, "scope");
      requireNonNull(retryAfter, "retryAfter");
      requireNonNull(left, "left");
    }
  }

  /// This node cannot decide at once; nothing is taken: ask [RateLimiter#admit].
  record Undecided() implements Admission {}

  /// Admitted, with nothing to tell.
  Admitted ADMITTED = new Admitted(Optional.empty());

  /// The one instance that matters of [Undecided].
  Undecided UNDECIDED = new Undecided();
}
