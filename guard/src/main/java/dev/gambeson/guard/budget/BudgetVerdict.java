package dev.gambeson.guard.budget;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/// What a [BudgetStore] says to a wish to spend.
public sealed interface BudgetVerdict {
  /// The units are set aside. Settle or release it once, whatever happens.
  ///
  /// @param key whose budget
  /// @param limit the limit it was granted under
  /// @param period name of the period it counts in
  /// @param units set aside
  /// @param ticket the store's own mark; callers pass it back unread
  record Reserved(BudgetKey key, BudgetLimit limit, String period, long units, long ticket)
      implements BudgetVerdict {
    public Reserved {
      requireNonNull(key, "key");
      requireNonNull(limit, "limit");
      requireNonNull(period, "period");
    }
  }

  /// Nothing is set aside: it would exceed the budget.
  ///
  /// @param renews when the budget is full again; empty: never
  record Exhausted(Optional<Instant> renews) implements BudgetVerdict {
    public Exhausted {
      requireNonNull(renews, "renews");
    }
  }

  /// Nothing is set aside, and this node cannot decide alone: ask [BudgetStore#reserve].
  record Undecided() implements BudgetVerdict {}

  /// Nothing is set aside, since the store could not be asked. Treat it as a refusal unless the
  /// policy says otherwise.
  ///
  /// @param reason for the log; no secret
  record Unavailable(String reason) implements BudgetVerdict {
    public Unavailable {
      requireNonNull(reason, "reason");
    }
  }

  /// The one instance that matters of [Undecided].
  Undecided UNDECIDED = new Undecided();
}
