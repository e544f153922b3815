package dev.gambeson.guard.budget;

import static java.util.Objects.requireNonNull;

import dev.gambeson.guard.Client;
import dev.gambeson.guard.Query;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// What each client has learnt of each model so far, and where it ends: the control that holds even
/// against a thief who asks natural records slowly and is seen by no detector.
///
/// Guaranteed: the most that an answer can cost is set aside before the model is asked, so a budget
/// is never overspent, under any concurrency ([BudgetStore]). NOT guaranteed: that bits measure a
/// thief's progress; they bound what answers can carry ([dev.gambeson.guard.output.Leakage]). Many
/// accounts of one person have many budgets: give the tenant one, too.
public final class QueryLedger {
  private final BudgetStore store;
  private final Map<String, BudgetPolicy> byClass;
  private final BudgetPolicy otherwise;
  private final RecentRows recent;

  /// @param store where the units are counted
  /// @param byClass policies by [Client#clientClass]
  /// @param otherwise for classes that are not named
  /// @param recent tells retries from new rows
  public QueryLedger(
      BudgetStore store,
      Map<String, BudgetPolicy> byClass,
      BudgetPolicy otherwise,
      RecentRows recent) {
    this.store = requireNonNull(store, "store");
    this.byClass = Map.copyOf(byClass);
    this.otherwise = requireNonNull(otherwise, "otherwise");
    this.recent = requireNonNull(recent, "recent");
  }

  /// The policy for a class of clients.
  public BudgetPolicy policy(String clientClass) {
    return byClass.getOrDefault(clientClass, otherwise);
  }

  /// Sets aside what the answer can cost, if this node can decide at once.
  ///
  /// @param price of one row
  public Charging tryOpen(Query query, Price price) {
    Asked asked = ask(query, price);
    BudgetVerdict rows =
        store.tryReserve(asked.rowKey, asked.policy.rowLimit(), asked.rows(), query.time());
    if (!(rows instanceof BudgetVerdict.Reserved reserved)) {
      return refused("rows", rows);
    }
    BudgetVerdict bits =
        store.tryReserve(asked.bitKey, asked.policy.bitLimit(), asked.units(), query.time());
    return both(asked, reserved, bits);
  }

  /// Sets aside what the answer can cost, asking the shared ledger if need be. Never completes with
  /// [Charging.Undecided].
  public CompletionStage<Charging> open(Query query, Price price) {
    Asked asked = ask(query, price);
    return store
        .reserve(asked.rowKey, asked.policy.rowLimit(), asked.rows(), query.time())
        .thenCompose(rows ->
            rows instanceof BudgetVerdict.Reserved reserved
                ? store
                    .reserve(asked.bitKey, asked.policy.bitLimit(), asked.units(), query.time())
                    .thenApply(bits -> both(asked, reserved, bits))
                : CompletableFuture.completedStage(refused("rows", rows)));
  }

  private record Asked(
      BudgetPolicy policy, BudgetKey bitKey, BudgetKey rowKey, Charge.Novelty novelty) {
    long rows() {
      return novelty.unknown();
    }

    /// Each new row might be near the boundary.
    long units() {
      return Math.multiplyExact(2 * novelty.perRow(), (long) novelty.unknown());
    }
  }

  private Asked ask(Query query, Price price) {
    BudgetPolicy policy = policy(query.client().clientClass());
    long[] prints = recent.prints(query, price.shape());
    boolean[] known = new boolean[prints.length];
    for (int row = 0; row < prints.length; row++) {
      known[row] = recent.knows(prints[row]);
    }
    return new Asked(
        policy,
        bitKey(query.client(), query.model()),
        rowKey(query.client(), query.model()),
        new Charge.Novelty(prints, known, BudgetLimit.units(price.bits()), policy.nearMargin()));
  }

  private Charging both(Asked asked, BudgetVerdict.Reserved rows, BudgetVerdict bits) {
    if (bits instanceof BudgetVerdict.Reserved reserved) {
      return new Charging.Open(new Charge(store, recent, reserved, rows, asked.novelty));
    }
    store.release(rows);
    return refused("bits", bits);
  }

  private static Charging refused(String what, BudgetVerdict verdict) {
    return switch (verdict) {
      case BudgetVerdict.Reserved _ -> throw new IllegalStateException("reserved is no refusal");
      case BudgetVerdict.Exhausted e -> new Charging.Exhausted(what, e.renews());
      case BudgetVerdict.Undecided _ -> Charging.UNDECIDED;
      case BudgetVerdict.Unavailable u -> new Charging.Unavailable(u.reason());
    };
  }

  /// Under which key the bits of a client's use of a model are counted.
  public static BudgetKey bitKey(Client client, String model) {
    return new BudgetKey(client.key(), model + "#bits");
  }

  /// Under which key the different rows of a client's use of a model are counted.
  public static BudgetKey rowKey(Client client, String model) {
    return new BudgetKey(client.key(), model + "#rows");
  }

  /// What a client has learnt of a model in this period.
  ///
  /// @param curve how well a thief does with so many bits, if it was measured
  public CompletionStage<Learnt> learnt(
      Client client, String model, Instant now, Optional<ExtractionCurve> curve) {
    BudgetPolicy policy = policy(client.clientClass());
    CompletionStage<Standing> bits = store.standing(bitKey(client, model), policy.bitLimit(), now);
    CompletionStage<Standing> rows = store.standing(rowKey(client, model), policy.rowLimit(), now);
    return bits.thenCombine(rows, (b, r) -> Learnt.of(b, r, curve));
  }
}
