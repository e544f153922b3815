package dev.gambeson.guard.budget;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// What a [BudgetStore] says to a wish to spend.
public sealed interface BudgetVerdict {
  /// The units are set aside. Settle or release it once, whatever happens.
  final class Reserved implements BudgetVerdict {
    private final BudgetKey key;
    private final BudgetLimit limit;
    private final String period;
    private final long units;
    private final AtomicBoolean open = new AtomicBoolean(true);

    /// @param key whose budget
    /// @param limit the limit it was granted under
    /// @param period name of the period it counts in
    /// @param units set aside
    public Reserved(BudgetKey key, BudgetLimit limit, String period, long units) {
      this.key = requireNonNull(key, "key");
      this.limit = requireNonNull(limit, "limit");
      this.period = requireNonNull(period, "period");
      this.units = units;
    }

    /// Whose budget.
    public BudgetKey key() {
      return key;
    }

    /// The limit it was granted under.
    public BudgetLimit limit() {
      return limit;
    }

    /// Name of the period it counts in.
    public String period() {
      return period;
    }

    /// How many are set aside.
    public long units() {
      return units;
    }

    /// For stores: marks it as settled.
    ///
    /// @param used what the answer did cost
    /// @throws IllegalArgumentException when that is more than is set aside
    /// @throws IllegalStateException when it was settled before
    public void close(long used) {
      if (used < 0 || used > units) {
        throw new IllegalArgumentException(
            "%d units of a reservation of %d: reserve the most that an answer can cost."
                .formatted(used, units));
      }
      if (!open.compareAndSet(true, false)) {
        throw new IllegalStateException("a reservation was settled or released twice");
      }
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
