package dev.gambeson.server.policy;

import dev.gambeson.guard.GuardChain;
import dev.gambeson.guard.GuardStage;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.budget.BudgetStore;
import dev.gambeson.guard.limit.BanList;
import dev.gambeson.guard.limit.InFlight;
import dev.gambeson.guard.limit.LimitPolicy;
import dev.gambeson.guard.limit.RateLimit;
import dev.gambeson.guard.limit.RateLimiter;
import dev.gambeson.guard.limit.RateStore;
import dev.gambeson.guard.output.OutputGuard;
import dev.gambeson.server.gateway.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes the terms of a class and a model from policy and from what lives longer than a policy:
/// rates, budgets, requests in flight, bans.
final class TermsFactory {
  private static final int ROWS = 256;
  private static final long BODY = 1L << 20;
  private static final LimitPolicy NO_LIMITS =
      new LimitPolicy(
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty());

  private final Rooms rooms;
  private final PolicyBundle bundle;
  private final BanList bans;

  /// What lives longer than a policy.
  ///
  /// @param models what guards know of each model
  /// @param rates where rates are counted
  /// @param budgets where budgets are kept
  /// @param inFlight requests in progress
  /// @param answers key of noise and watermarks
  /// @param listener hears of guards that refuse or break
  public record Rooms(
      Map<String, ModelFacts> models,
      RateStore rates,
      BudgetStore budgets,
      InFlight inFlight,
      MacKey answers,
      GuardChain.Listener listener) {
    public Rooms {
      models = Map.copyOf(models);
    }
  }

  /// What guards know of a model.
  ///
  /// @param classes number of its classes; 0 for a number
  /// @param requests guards of its requests, the same for all classes of clients
  public record ModelFacts(int classes, List<GuardStage> requests) {
    public ModelFacts {
      requests = List.copyOf(requests);
    }
  }

  TermsFactory(Rooms rooms, PolicyBundle bundle, BanList bans) {
    this.rooms = rooms;
    this.bundle = bundle;
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
    RateLimiter usual = new RateLimiter(Map.of(clientClass, limits), limits, rooms.rates());
    LimitPolicy less = tightened(limits, bundle.tightenTo().orElse(0.1));
    RateLimiter tight = new RateLimiter(Map.of(clientClass, less), less, rooms.rates());
    return new Terms(
        policy.bodyBytes().orElse(BODY),
        policy.rows().orElse(ROWS),
        new RateAdmission(usual, tight, limits, rooms.inFlight(), bans),
        new ModelGuards(chain(facts, policy), usual),
        new BudgetSpending(
            rooms.budgets(),
            policy.budget().map(ClassPolicy.Budget::limit),
            policy.shown(),
            facts.classes()));
  }

  private GuardChain chain(ModelFacts facts, ClassPolicy policy) {
    List<GuardStage> stages = new ArrayList<>(facts.requests());
    stages.add(GuardStage.of("output", new OutputGuard(Map.of(), policy.shown(), rooms.answers())));
    return new GuardChain(stages, rooms.listener(), System::nanoTime);
  }

  /// A client on a step of the ladder keeps a share of its rates; with no rate at all it gets one.
  private static LimitPolicy tightened(LimitPolicy limits, double share) {
    List<RateLimit> client =
        limits.client().isEmpty() && limits.clientModel().isEmpty()
            ? List.of(RateLimit.of(60, java.time.Duration.ofMinutes(1), 5))
            : limits.client().stream().map(l -> times(l, share)).toList();
    return new LimitPolicy(
        limits.address(),
        client,
        limits.clientModel().stream().map(l -> times(l, share)).toList(),
        limits.tenant(),
        limits.model(),
        limits.perRow(),
        limits.inFlight());
  }

  private static RateLimit times(RateLimit limit, double share) {
    return RateLimit.of(
        Math.max(1, (long) (limit.permits() * share)),
        limit.per(),
        Math.max(1, (long) (limit.capacity() * share)));
  }
}
