package dev.gambeson.guard.detect;

import java.util.List;

/// The ladder: what a suspicion asks of the gateway, mildest first. Each step includes those before
/// it; none is permanent.
public enum Level {
  /// Nothing.
  NONE,
  /// Keep an eye on it: the evidence is half of what an alarm needs.
  LOG,
  /// Tell a person.
  ALERT,
  /// A tighter rate limit.
  TIGHTEN,
  /// Coarser answers: labels instead of scores.
  COARSEN,
  /// A challenge or step-up before more answers.
  CHALLENGE,
  /// No answers for a while.
  BLOCK;

  private static final List<Level> STEPS = List.of(values());

  Level next(Level highest) {
    Level up = this == NONE ? ALERT : this == BLOCK ? BLOCK : STEPS.get(STEPS.indexOf(this) + 1);
    return up.compareTo(ALERT) < 0 ? ALERT : up.compareTo(highest) > 0 ? highest : up;
  }

  Level milder() {
    return compareTo(ALERT) <= 0 ? NONE : STEPS.get(STEPS.indexOf(this) - 1);
  }

  Level atMost(Level other) {
    return compareTo(other) <= 0 ? this : other;
  }

  Level atLeast(Level other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
