package dev.gambeson.server.gateway;

import static java.util.Objects.requireNonNull;

import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.budget.BudgetKey;
import dev.gambeson.guard.budget.BudgetLimit;
import dev.gambeson.guard.budget.BudgetStore;
import dev.gambeson.guard.budget.BudgetVerdict;
import dev.gambeson.guard.output.Leakage;
import dev.gambeson.guard.output.OutputPolicy;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The exact budget of `guard.budget`, charged with the bits that an answer gives away under the
/// client's output policy.
///
/// Guaranteed: an answer is given only when every budget that applies has room for the most that it
/// can cost. When the store cannot be asked, nothing is answered.
public final class LedgerSpending implements Spending {
  private static final OutputPolicy LABEL = OutputPolicy.label();

  /// A budget and whose it is.
  ///
  /// @param holder of the query's client, for example `client -> client.key()`
  /// @param limit how much
  public record Budget(Function<dev.gambeson.guard.Client, String> holder, BudgetLimit limit) {
    public Budget {
      requireNonNull(holder, "holder");
      requireNonNull(limit, "limit");
    }
  }

  private final BudgetStore store;
  private final List<Budget> budgets;
  private final OutputPolicy policy;
  private final int classes;

  /// @param budgets that must all have room; at least one
  /// @param policy what of an answer the client gets
  /// @param classes of the model; 0 for one that gives a number
  public LedgerSpending(BudgetStore store, List<Budget> budgets, OutputPolicy policy, int classes) {
    this.store = requireNonNull(store, "store");
    this.budgets = List.copyOf(budgets);
    this.policy = requireNonNull(policy, "policy");
    this.classes = classes;
    if (budgets.isEmpty()) {
      throw new IllegalArgumentException("a ledger needs at least one budget");
    }
  }

  @Override
  public Future<Grant> reserve(Query query, boolean coarsen) {
    double bits = Leakage.bits(coarsen ? LABEL : policy, classes, query.rows().count());
    return reserve(query, BudgetLimit.units(bits), 0, null);
  }

  private Future<Grant> reserve(Query query, long units, int at, @Nullable Held before) {
    if (at == budgets.size()) {
      return Future.succeededFuture(before == null ? denied(NO_BUDGET) : before);
    }
    Budget budget = budgets.get(at);
    BudgetKey key = new BudgetKey(budget.holder().apply(query.client()), query.model());
    BudgetVerdict verdict = store.tryReserve(key, budget.limit(), units, query.time());
    if (!(verdict instanceof BudgetVerdict.Undecided)) {
      return decided(verdict, query, units, at, before);
    }
    Context context = Vertx.currentContext();
    var asked = store.reserve(key, budget.limit(), units, query.time());
    return (context == null
            ? Future.fromCompletionStage(asked)
            : Future.fromCompletionStage(asked, context))
        .compose(then -> decided(then, query, units, at, before));
  }

  private static final String NO_BUDGET = "no budget";

  private Future<Grant> decided(
      BudgetVerdict verdict, Query query, long units, int at, @Nullable Held before) {
    if (verdict instanceof BudgetVerdict.Reserved reserved) {
      return reserve(query, units, at + 1, new Held(reserved, before));
    }
    if (before != null) {
      before.release();
    }
    return Future.succeededFuture(
        verdict instanceof BudgetVerdict.Exhausted(Optional<Instant> renews)
            ? new Grant.Denied(
                new Refusal(
                    Refusal.Kind.TOO_MANY,
                    "budget",
                    "The budget for this model is used up.",
                    renews.map(r -> Duration.between(query.time(), r))))
            : denied("budget-unavailable"));
  }

  private static Grant denied(String reason) {
    return new Grant.Denied(
        Refusal.of(Refusal.Kind.UNAVAILABLE, reason, "No answer can be given now."));
  }

  /// What is set aside in one budget, and in those before it.
  private final class Held implements Grant.Reserved {
    private final BudgetVerdict.Reserved own;
    private final @Nullable Held before;

    Held(BudgetVerdict.Reserved own, @Nullable Held before) {
      this.own = own;
      this.before = before;
    }

    @Override
    public double settle(Answer given) {
      boolean labels = given.scores().length == 0 && !given.classes().isEmpty();
      double bits = Leakage.bits(labels ? LABEL : policy, classes, given.count());
      long units = Math.min(own.units(), BudgetLimit.units(bits));
      for (Held held = this; held != null; held = held.before) {
        store.settle(held.own, units);
      }
      return (double) units / BudgetLimit.PER_BIT;
    }

    @Override
    public void release() {
      for (Held held = this; held != null; held = held.before) {
        store.release(held.own);
      }
    }
  }
}
