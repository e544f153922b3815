package dev.gambeson.guard.budget;

import java.time.Instant;
import java.util.concurrent.CompletionStage;

/// The exact ledger of what each client has spent.
///
/// Guaranteed by every implementation (`BudgetStoreContract` in the tests): units are set aside
/// before the answer, in one atomic step, so that used plus reserved never exceeds the limit: not
/// under any concurrency, over any number of nodes, nor when a node dies. What a node had reserved
/// when it died counts as used (it may have answered): a crash can cost a client units, never give
/// it more. Nothing blocks.
public interface BudgetStore {
  /// Sets units aside if this node can decide at once.
  ///
  /// @param units at least 0: the most that the answer can cost
  /// @param now decides the period
  /// @return [BudgetVerdict.Undecided] when [#reserve] must be asked
  BudgetVerdict tryReserve(BudgetKey key, BudgetLimit limit, long units, Instant now);

  /// Sets units aside, asking the shared ledger if need be. Never completes with
  /// [BudgetVerdict.Undecided], nor exceptionally because the ledger is out of reach
  /// ([BudgetVerdict.Unavailable]).
  CompletionStage<BudgetVerdict> reserve(BudgetKey key, BudgetLimit limit, long units, Instant now);

  /// After the answer: what it did cost. The rest of the reservation is free again. Settling twice,
  /// or after a release, is refused with an IllegalStateException.
  ///
  /// @param units 0 to what was reserved
  void settle(BudgetVerdict.Reserved reservation, long units);

  /// No answer was given: all of it is free again.
  default void release(BudgetVerdict.Reserved reservation) {
    settle(reservation, 0);
  }

  /// How a budget stands, over all nodes.
  CompletionStage<Standing> standing(BudgetKey key, BudgetLimit limit, Instant now);
}
