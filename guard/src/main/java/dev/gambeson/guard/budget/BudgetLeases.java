package dev.gambeson.guard.budget;

import java.time.Instant;
import java.util.concurrent.CompletionStage;

/// The durable ledger that several nodes share, for example in PostgreSQL: where
/// [LeasedBudgetStore] sets units aside, many at a time.
///
/// One row per holder, model and period with `used` and `reserved`. Every operation is one atomic
/// statement. Must not block the caller; completes exceptionally when the ledger is out of reach.
public interface BudgetLeases {
  /// Adds `wanted` to what is reserved, or as many as the limit leaves, or nothing when that is
  /// less than `least`: `UPDATE ... SET reserved = reserved + n WHERE used + reserved + n <=
  /// limit`.
  ///
  /// @param period name of the period, from [BudgetPeriod#at]
  /// @param least 1 to `wanted`
  /// @return what was reserved, 0 if nothing
  CompletionStage<Long> lease(
      BudgetKey key, BudgetLimit limit, String period, long least, long wanted);

  /// Books what became of reserved units: `used += used`, `reserved -= used + unused`.
  ///
  /// A node that got no answer repeats a booking under the same id; the second one must have no
  /// effect and complete normally.
  CompletionStage<Void> book(Booking booking);

  /// How a budget stands.
  CompletionStage<Standing> standing(BudgetKey key, BudgetLimit limit, Instant now);

  /// What became of reserved units.
  ///
  /// @param id unique over all nodes and restarts
  /// @param key whose budget
  /// @param kind of period
  /// @param period name of the period
  /// @param used units that answers did cost
  /// @param unused units that are free again
  record Booking(
      String id, BudgetKey key, BudgetPeriod kind, String period, long used, long unused) {}
}
