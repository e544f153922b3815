package dev.gambeson.server.gateway;

import static java.util.Objects.requireNonNull;

import dev.gambeson.guard.Answer;
import dev.gambeson.server.serving.Explanation;
import java.util.Optional;
import java.util.OptionalLong;

/// How the pipeline answers a request, whatever the protocol.
public sealed interface Reply {
  /// It may be answered.
  ///
  /// @param answer what may leave the house
  /// @param version the version that answered
  /// @param quota what is left of the client's rate, if a rate is set
  /// @param explanation why, if that was asked
  record Answered(Answer answer, String version, Quota quota, Optional<Explanation> explanation)
      implements Reply {
    /// Without an explanation.
    public Answered(Answer answer, String version, Quota quota) {
      this(answer, version, quota, Optional.empty());
    }

    public Answered {
      requireNonNull(explanation, "explanation");
      requireNonNull(answer, "answer");
      requireNonNull(version, "version");
      requireNonNull(quota, "quota");
    }
  }

  /// It may not, or cannot.
  record Refused(Refusal refusal, Quota quota) implements Reply {
    public Refused {
      requireNonNull(refusal, "refusal");
      requireNonNull(quota, "quota");
    }
  }

  /// What is left of a client's rate, for the RateLimit fields.
  ///
  /// @param limit permits per window
  /// @param remaining permits that could be taken at once
  /// @param windowSeconds the window
  record Quota(OptionalLong limit, long remaining, long windowSeconds) {
    /// Nothing to say.
    public static final Quota NONE = new Quota(OptionalLong.empty(), 0, 0);
  }
}
