package dev.gambeson.server.policy;

import dev.gambeson.guard.GuardChain;
import dev.gambeson.guard.GuardStage;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.budget.BudgetStore;
import dev.gambeson.guard.budget.QueryLedger;
import dev.gambeson.guard.budget.RecentRows;
import dev.gambeson.guard.input.InputGuard;
import dev.gambeson.guard.input.InputProfile;
import dev.gambeson.guard.limit.BanList;
import dev.gambeson.guard.limit.InFlight;
import dev.gambeson.guard.limit.LimitPolicy;
import dev.gambeson.guard.limit.RateLimiter;
import dev.gambeson.guard.limit.RateStore;
import dev.gambeson.guard.output.OutputGuard;
import dev.gambeson.guard.output.OutputPolicy.ExplanationLimit;
import dev.gambeson.server.gateway.ChainGuards;
import dev.gambeson.server.gateway.Doubts;
import dev.gambeson.server.gateway.Explaining;
import dev.gambeson.server.gateway.LimitAdmission;
import dev.gambeson.server.gateway.Repeats;
import dev.gambeson.server.gateway.Terms;
import dev.gambeson.server.serving.Explainer;
import dev.gambeson.server.state.ClosedWhenLost;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes the terms of a class and a model from policy and from what lives longer than a policy:
/// rates, budgets, requests in flight, bans.
public final class TermsFactory {
  private static final int ROWS = 256;
  private static final long BODY = 1L << 20;
  private static final LimitPolicy NO_LIMITS = LimitPolicy.none();

  private final Rooms rooms;
  private final BanList bans;

  /// What lives longer than a policy.
  ///
  /// @param models what guards know of each model
  /// @param rates where rates are counted
  /// @param budgets where budgets are kept
  /// @param recent tells retries from new rows
  /// @param inFlight requests in progress
  /// @param answers key of noise and watermarks
  /// @param repeats what is remembered of requests
  /// @param listener hears of guards that refuse or break
  /// @param clock the time
  public record Rooms(
      Map<String, ModelFacts> models,
      RateStore rates,
      BudgetStore budgets,
      RecentRows recent,
      InFlight inFlight,
      MacKey answers,
      PolicyRepeats.Memory repeats,
      GuardChain.Listener listener,
      InstantSource clock) {
    public Rooms {
      models = Map.copyOf(models);
    }
  }

  /// What guards know of a model.
  ///
  /// @param classes number of its classes; 0 for a number
  /// @param inputs what its training rows looked like
  /// @param features names of its inputs
  /// @param explainers of the versions that run in this process
  public record ModelFacts(
      int classes, InputProfile inputs, List<String> features, Map<String, Explainer> explainers) {}

  TermsFactory(Rooms rooms, BanList bans) {
    this.rooms = rooms;
    this.bans = bans;
  }

  Set<String> models() {
    return rooms.models().keySet();
  }

  Terms terms(String clientClass, ClassPolicy policy, String model) {
    ModelFacts facts = rooms.models().get(model);
    if (facts == null) {
      throw new IllegalArgumentException("no model is called " + model);
    }
    LimitPolicy limits = policy.limits().orElse(NO_LIMITS);
    RateLimiter limiter = new RateLimiter(Map.of(clientClass, limits), limits, rates(limits));
    QueryLedger ledger =
        new QueryLedger(rooms.budgets(), Map.of(), policy.spending(), rooms.recent());
    return new Terms(
        policy.bodyBytes().orElse(BODY),
        policy.rows().orElse(ROWS),
        new LimitAdmission(limiter, limits, rooms.inFlight(), bans, rooms.clock()),
        new ChainGuards(chain(facts, policy)),
        new BudgetSpending(ledger, policy.shown(), facts.classes()),
        policy
            .replay()
            .<Repeats>map(replay -> new PolicyRepeats(replay, rooms.repeats(), closed(limits)))
            .orElse(Repeats.NONE),
        policy.shown().explanation().map(limit -> explaining(limit, ledger, policy, facts)),
        policy
            .adversarial()
            .map(wanted -> AdversarialDoubts.of(wanted, facts.inputs()))
            .orElse(Doubts.NONE),
        policy.sign().orElse(false));
  }

  private static Explaining explaining(
      ExplanationLimit limit, QueryLedger ledger, ClassPolicy policy, ModelFacts facts) {
    return new PolicyExplaining(
        limit,
        BudgetSpending.explained(ledger, policy.shown(), facts.classes(), facts.features().size()),
        facts.explainers(),
        facts.features());
  }

  private RateStore rates(LimitPolicy limits) {
    return closed(limits) ? new ClosedWhenLost(rooms.rates()) : rooms.rates();
  }

  private static boolean closed(LimitPolicy limits) {
    return limits.whenLost().filter(LimitPolicy.WhenLost.CLOSED::equals).isPresent();
  }

  private GuardChain chain(ModelFacts facts, ClassPolicy policy) {
    List<GuardStage> stages = new ArrayList<>();
    stages.add(
        GuardStage.of(
            "input", new InputGuard(facts.inputs(), Map.of(), policy.taken(), (_, _) -> {})));
    stages.add(GuardStage.of("output", new OutputGuard(Map.of(), policy.shown(), rooms.answers())));
    return new GuardChain(stages, rooms.listener(), System::nanoTime);
  }
}
