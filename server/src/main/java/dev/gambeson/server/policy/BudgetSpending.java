package dev.gambeson.server.policy;

import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.budget.BudgetKey;
import dev.gambeson.guard.budget.BudgetLimit;
import dev.gambeson.guard.budget.BudgetStore;
import dev.gambeson.guard.budget.BudgetVerdict;
import dev.gambeson.guard.output.Leakage;
import dev.gambeson.guard.output.OutputPolicy;
import dev.gambeson.server.gateway.Refusal;
import dev.gambeson.server.gateway.Spending;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The budget of a class of clients: what answers can carry out of the house is set aside before
/// the model is asked, and what they did carry is settled after.
final class BudgetSpending implements Spending {
  private static final OutputPolicy LABEL = OutputPolicy.label();

  private final BudgetStore store;
  private final Optional<BudgetLimit> limit;
  private final OutputPolicy output;
  private final int classes;

  /// @param limit what may be spent; absent: everything is granted and still priced
  /// @param classes number of classes of the model; 0 for a number
  BudgetSpending(BudgetStore store, Optional<BudgetLimit> limit, OutputPolicy output, int classes) {
    this.store = store;
    this.limit = limit;
    this.output = output;
    this.classes = classes;
  }

  private double price(int rows, boolean coarsen) {
    return Leakage.bits(coarsen ? LABEL : output, classes, rows);
  }

  @Override
  public Future<Grant> reserve(Query query, boolean coarsen) {
    double most = price(query.rows().count(), coarsen);
    if (limit.isEmpty()) {
      return Future.succeededFuture(new Priced(most));
    }
    BudgetKey key = new BudgetKey(query.client().key(), query.model());
    long units = BudgetLimit.units(most);
    return switch (store.tryReserve(key, limit.get(), units, query.time())) {
      case BudgetVerdict.Undecided _ ->
          Future.fromCompletionStage(store.reserve(key, limit.get(), units, query.time()))
              .map(v -> grant(v, most, query.time()));
      case BudgetVerdict v -> Future.succeededFuture(grant(v, most, query.time()));
    };
  }

  private Grant grant(BudgetVerdict verdict, double most, Instant now) {
    return switch (verdict) {
      case BudgetVerdict.Reserved r -> new Held(r, most);
      case BudgetVerdict.Exhausted e ->
          new Grant.Denied(
              new Refusal(
                  Refusal.Kind.TOO_MANY,
                  "budget",
                  "The budget of this client for this model is used up.",
                  e.renews().map(at -> Duration.between(now, at))));
      case BudgetVerdict.Unavailable _ ->
          new Grant.Denied(
              new Refusal(
                  Refusal.Kind.UNAVAILABLE,
                  "budget-unavailable",
                  "It cannot be answered at present; try again.",
                  Optional.of(Duration.ofSeconds(5))));
      case BudgetVerdict.Undecided _ ->
          throw new IllegalStateException("a store that cannot decide must not say so here");
    };
  }

  /// Without a limit.
  private record Priced(double most) implements Grant.Reserved {
    @Override
    public double settle(Answer given) {
      return most;
    }

    @Override
    public void release() {}
  }

  private final class Held implements Grant.Reserved {
    private final BudgetVerdict.Reserved reserved;
    private final double most;

    private Held(BudgetVerdict.Reserved reserved, double most) {
      this.reserved = reserved;
      this.most = most;
    }

    @Override
    public double settle(Answer given) {
      store.settle(reserved, reserved.units()); // an abstention tells something too
      return most;
    }

    @Override
    public void release() {
      store.release(reserved);
    }
  }
}
