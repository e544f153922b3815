package dev.gambeson.guard.budget;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/// What [QueryLedger] says before an answer.
public sealed interface Charging {
  /// The most that the answer can cost is set aside. Settle or release it once, whatever happens.
  record Open(Charge charge) implements Charging {
    public Open {
      requireNonNull(charge, "charge");
    }
  }

  /// The budget does not allow it; nothing is set aside.
  ///
  /// @param what `bits` or `rows`
  /// @param renews when the budget is full again; empty: never
  record Exhausted(String what, Optional<Instant> renews) implements Charging {
    public Exhausted {
      requireNonNull(what, "what");
      requireNonNull(renews, "renews");
    }
  }

  /// This node cannot decide alone; nothing is set aside: ask [QueryLedger#open].
  record Undecided() implements Charging {}

  /// The ledger could not be asked; nothing is set aside. A refusal unless the policy says
  /// otherwise.
  ///
  /// @param reason for the log; no secret
  record Unavailable(String reason) implements Charging {
    public Unavailable {
      requireNonNull(reason, "reason");
    }
  }

  /// The one instance that matters of [Undecided].
  Undecided UNDECIDED = new Undecided();
}
