package dev.gambeson.guard;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/// One guard of a [GuardChain], and what happens when it breaks.
public sealed interface GuardStage {
  /// What to do when a guard throws.
  enum OnError {
    /// Refuse: the default.
    DENY,
    /// Go on as if the guard were not there; every such bypass is told to the listener.
    ALLOW,
    /// Go on, but give no more than labels; told to the listener as well.
    COARSEN
  }

  /// Whether a guard's verdict counts.
  enum Mode {
    /// It does.
    ENFORCE,
    /// It is counted and told to the listener, and has no effect: for trying out a rule.
    PREVIEW
  }

  /// Plain token for the log and the metrics, for example `input`.
  String name();

  /// What to do when it throws.
  OnError onError();

  /// Whether its verdict counts.
  Mode mode();

  /// A guard of requests.
  record OfRequest(String name, RequestGuard guard, OnError onError, Mode mode)
      implements GuardStage {
    public OfRequest {
      requireNonNull(guard, "guard");
      requireToken(name);
    }
  }

  /// A guard of answers.
  record OfAnswer(String name, AnswerGuard guard, OnError onError, Mode mode)
      implements GuardStage {
    public OfAnswer {
      requireNonNull(guard, "guard");
      requireToken(name);
    }
  }

  /// An enforced guard of requests that denies when it breaks.
  static GuardStage of(String name, RequestGuard guard) {
    return new OfRequest(name, guard, OnError.DENY, Mode.ENFORCE);
  }

  /// An enforced guard of answers that denies when it breaks.
  static GuardStage of(String name, AnswerGuard guard) {
    return new OfAnswer(name, guard, OnError.DENY, Mode.ENFORCE);
  }

  private static void requireToken(String name) {
    if (!name.equals(name.toLowerCase(Locale.ROOT)) || !name.matches("[a-z][a-z0-9-]{0,39}")) {
      throw new IllegalArgumentException(
          "Guard name '%s' must be 1 to 40 lower-case letters, digits and dashes, beginning with a letter."
              .formatted(name));
    }
  }
}
