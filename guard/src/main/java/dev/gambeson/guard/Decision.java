package dev.gambeson.guard;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/// What a guard decides.
public sealed interface Decision {
  /// Go on as it is.
  record Allow() implements Decision {}

  /// Answer, but with this.
  record Transform(Answer answer) implements Decision {
    public Transform {
      requireNonNull(answer, "answer");
    }
  }

  /// Do not answer.
  ///
  /// @param reason plain token for the log and the metrics, for example `out-of-range`
  /// @param message one sentence for the client; never names a detector, since an attacker would
  ///   learn from it
  /// @param retryAfter when it makes sense to ask again
  record Refuse(String reason, String message, Optional<Duration> retryAfter) implements Decision {
    public Refuse {
      requireNonNull(reason, "reason");
      requireNonNull(message, "message");
      requireNonNull(retryAfter, "retryAfter");
    }
  }

  /// The one instance that matters of [Allow].
  Allow ALLOW = new Allow();
}
