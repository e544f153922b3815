package dev.gambeson.guard.limit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/// What a [RateStore] says.
public sealed interface RateVerdict {
  /// The permits are taken.
  ///
  /// @param remaining how many could be taken at once after this, as far as this node knows
  record Granted(long remaining) implements RateVerdict {}

  /// Nothing is taken.
  ///
  /// @param retryAfter how long until the permits can be there, if nobody else takes them
  record Refused(Duration retryAfter) implements RateVerdict {
    public Refused {
      requireNonNull(retryAfter, "retryAfter");
    }
  }

  /// Nothing is taken, and this node cannot decide without asking another: ask [RateStore#take].
  record Undecided() implements RateVerdict {}

  /// The one instance that matters of [Undecided].
  Undecided UNDECIDED = new Undecided();
}
