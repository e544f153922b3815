package dev.gambeson.core;

import static java.util.Objects.requireNonNull;

/// What a check concluded. `Inconclusive` is never a pass.
public sealed interface Outcome {
  /// The estimate stays within the policy, interval included.
  record Pass() implements Outcome {}

  /// The estimate breaks the policy, interval included.
  record Fail() implements Outcome {}

  /// The data cannot show it, or the check could not run.
  ///
  /// @param reason one sentence a reader can act on
  record Inconclusive(String reason) implements Outcome {
    public Inconclusive {
      requireNonNull(reason, "reason");
    }
  }

  /// The lower-case name used in results: `pass`, `fail` or `inconclusive`.
  default String id() {
    return switch (this) {
      case Pass _ -> "pass";
      case Fail _ -> "fail";
      case Inconclusive _ -> "inconclusive";
    };
  }

  /// Judges "must not exceed `limit`": fails when the whole interval lies above it, passes when the
  /// whole interval lies at or below it, and is inconclusive in between.
  static Outcome atMost(Estimate estimate, double limit) {
    if (!estimate.isDefined()) {
      return new Inconclusive(estimate.name() + " is " + estimate.method());
    }
    if (estimate.low() > limit) {
      return new Fail();
    }
    return estimate.high() <= limit ? new Pass() : straddles(estimate, limit);
  }

  /// Judges "must not fall below `limit`"; the mirror image of [#atMost].
  static Outcome atLeast(Estimate estimate, double limit) {
    if (!estimate.isDefined()) {
      return new Inconclusive(estimate.name() + " is " + estimate.method());
    }
    if (estimate.high() < limit) {
      return new Fail();
    }
    return estimate.low() >= limit ? new Pass() : straddles(estimate, limit);
  }

  private static Outcome straddles(Estimate e, double limit) {
    return new Inconclusive(
        "%s is %s, interval [%s, %s] on %d rows: it does not exclude the limit %s"
            .formatted(
                e.name(),
                Text.number(e.value()),
                Text.number(e.low()),
                Text.number(e.high()),
                e.n(),
                Text.number(limit)));
  }
}
