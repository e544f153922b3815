package dev.gambeson.guard.input;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/// What a class of clients gets for a row that looks like an adversarial example.
///
/// @param reaction what to do
/// @param rate share of honest rows that may be taken for such; 0.0005 to 0.2; 0.01 when absent
public record AdversarialPolicy(Reaction reaction, Optional<Double> rate) {
  private static final double USUAL = 0.01;

  /// What to do.
  public enum Reaction {
    /// Answer, and mark the decision in the log.
    FLAG,
    /// Answer with labels only, and mark the decision.
    COARSEN,
    /// Do not answer. Honest hard cases are refused as well: see docs/input-guard.md first.
    REJECT
  }

  public AdversarialPolicy {
    requireNonNull(reaction, "adversarial: reaction");
    rate.ifPresent(r -> {
      if (!(r >= 0.0005 && r <= 0.2)) {
        throw new IllegalArgumentException("rate is %s, but must be 0.0005 to 0.2.".formatted(r));
      }
    });
  }

  /// Share of honest rows that may be taken for adversarial ones.
  public double share() {
    return rate.orElse(USUAL);
  }
}
