package dev.gambeson.guard;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a guard decides.
public sealed interface Decision {
  /// Go on as it is.
  ///
  /// @param flags what is unusual all the same: plain tokens for the log and the metrics, for
  ///   example `input-out-of-range`; never for the client
  record Allow(List<String> flags) implements Decision {
    public Allow {
      flags = List.copyOf(flags);
    }
  }

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

  /// [Allow] with nothing unusual.
  Allow ALLOW = new Allow(List.of());
}
