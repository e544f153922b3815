package dev.gambeson.server.policy;

import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.budget.BudgetLimit;
import dev.gambeson.guard.budget.Charge;
import dev.gambeson.guard.budget.Charging;
import dev.gambeson.guard.budget.Price;
import dev.gambeson.guard.budget.QueryLedger;
import dev.gambeson.guard.output.OutputPolicy;
import dev.gambeson.server.gateway.Refusal;
import dev.gambeson.server.gateway.Spending;
import dev.gambeson.server.gateway.Stages;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The budget of a class of clients for a model: what answers can carry out of the house is set
/// aside before the model is asked, and what they did carry is settled after.
public final class BudgetSpending implements Spending {
  private final QueryLedger ledger;
  private final Price price;
  private final Price coarse;

  /// @param classes number of classes of the model; 0 for a number
  public BudgetSpending(QueryLedger ledger, OutputPolicy output, int classes) {
    this(ledger, Price.of(output, classes), Price.of(OutputPolicy.label(), classes));
  }

  private BudgetSpending(QueryLedger ledger, Price price, Price coarse) {
    this.ledger = ledger;
    this.price = price;
    this.coarse = coarse;
  }

  /// The same budget for answers that come with explanations.
  ///
  /// @param features number of the model's inputs
  static BudgetSpending explained(
      QueryLedger ledger, OutputPolicy output, int classes, int features) {
    Price price = Price.withExplanation(output, classes, features);
    return new BudgetSpending(ledger, price, price);
  }

  @Override
  public Future<Grant> reserve(Query query, boolean coarsen) {
    Price asked = coarsen ? coarse : price;
    return switch (ledger.tryOpen(query, asked)) {
      case Charging.Undecided _ ->
          Stages.here(ledger.open(query, asked)).map(c -> grant(c, query.time()));
      case Charging decided -> Future.succeededFuture(grant(decided, query.time()));
    };
  }

  private static Grant grant(Charging charging, Instant now) {
    return switch (charging) {
      case Charging.Open open -> new Held(open.charge());
      case Charging.Exhausted e ->
          new Grant.Denied(
              new Refusal(
                  Refusal.Kind.TOO_MANY,
                  "budget-" + e.what(),
                  "The budget of this client for this model is used up.",
                  e.renews().map(at -> Duration.between(now, at))));
      case Charging.Unavailable _ ->
          new Grant.Denied(
              new Refusal(
                  Refusal.Kind.UNAVAILABLE,
                  "budget-unavailable",
                  "It cannot be answered at present; try again.",
                  Optional.of(Duration.ofSeconds(5))));
      case Charging.Undecided _ ->
          throw new IllegalStateException("a ledger that cannot decide must not say so here");
    };
  }

  private record Held(Charge charge) implements Grant.Reserved {
    @Override
    public double settle(Answer raw) {
      return (double) charge.settle(raw) / BudgetLimit.PER_BIT;
    }

    @Override
    public void release() {
      charge.release();
    }
  }
}
