package dev.gambeson.server.control;

import dev.gambeson.guard.Client;
import dev.gambeson.guard.Decision;
import dev.gambeson.guard.budget.BudgetPolicy;
import dev.gambeson.guard.budget.Price;
import dev.gambeson.guard.limit.Admission;
import dev.gambeson.guard.limit.LimitPolicy;
import dev.gambeson.guard.limit.MemoryRateStore;
import dev.gambeson.guard.limit.RateLimiter;
import dev.gambeson.guard.output.OutputPolicy;
import dev.gambeson.server.admin.port.TrafficView.Ending;
import dev.gambeson.server.gateway.LimitAdmission;
import dev.gambeson.server.identity.AccessRules;
import dev.gambeson.server.identity.Action;
import dev.gambeson.server.policy.ClassPolicy;
import dev.gambeson.server.policy.CompiledPolicy;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One policy on past requests, in their order, with a clock that follows them: who may ask, rates,
/// rows of a request, budgets, and how much an answer shows.
///
/// Not replayed: limits by address (the ledger has pseudonyms), requests in flight, bans, guards of
/// inputs (their old verdict stays), and the steps that detectors set (they stay). Rates and
/// budgets begin full. An exact repeat of a request costs nothing, as in the gateway.
final class PolicyTrial {
  private static final int KEYS = 100_000;
  private static final int MOST_INPUTS = 1_000_000;
  private static final LimitPolicy NONE = LimitPolicy.none();

  /// Refusals that a trial decides anew; others keep their verdict.
  private static final Set<String> OWN = own();

  private final CompiledPolicy policy;
  private final Map<String, Integer> classes;
  private final MemoryRateStore rates;
  private final Map<String, RateLimiter> limiters = new HashMap<>();
  private final Map<String, Double> spent = new HashMap<>();
  private final Set<String> known = new HashSet<>();
  private Instant now = Instant.EPOCH;

  /// What a policy says of a request.
  ///
  /// @param ending how it ends
  /// @param rule what decided
  /// @param price bits of one row of an answer; 0 without an answer
  /// @param bits given away
  record Verdict(Ending ending, String rule, double price, double bits) {}

  /// @param classes number of classes of each model
  PolicyTrial(CompiledPolicy policy, Map<String, Integer> classes) {
    this.policy = policy;
    this.classes = Map.copyOf(classes);
    this.rates = new MemoryRateStore(KEYS, () -> nanos(now));
  }

  private static Set<String> own() {
    Set<String> all = new HashSet<>(AccessRules.refusals());
    all.addAll(List.of("rate-limit", "budget-bits", "budget-rows", "no-policy", "batch-size"));
    return Set.copyOf(all);
  }

  private static long nanos(Instant time) {
    return Math.multiplyExact(time.toEpochMilli(), 1_000_000L);
  }

  /// The next request. Call it in the order of time.
  Verdict next(PastRequest r) {
    now = r.time().isAfter(now) ? r.time() : now;
    Optional<Verdict> refused = access(r);
    if (refused.isPresent()) {
      return refused.get();
    }
    ClassPolicy of = policy.bundle().byClass().get(r.client().clientClass());
    if (of == null) {
      return refused("no-policy");
    }
    if (!r.action().equals("infer") && !r.action().equals("explain")) {
      return kept(r, 0, 0);
    }
    if (of.rows().filter(most -> r.rows() > most).isPresent()) {
      return refused("batch-size");
    }
    int factor = r.tightened() ? LimitAdmission.TIGHT : 1;
    if (!(limiter(r.client(), of).tryAdmit(r.client(), r.model(), r.rows() * factor)
        instanceof Admission.Admitted)) {
      return refused("rate-limit");
    }
    return budget(r, of);
  }

  private Optional<Verdict> access(PastRequest r) {
    for (Action action : Action.values()) {
      if (action.name().toLowerCase(Locale.ROOT).equals(r.action())) {
        return policy.authorise(r.client(), action, r.model(), "") instanceof Decision.Refuse no
            ? Optional.of(refused(no.reason()))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static Verdict refused(String rule) {
    return new Verdict(Ending.REFUSED, rule, 0, 0);
  }

  /// Passed: what the past said of guards and failures stays; a refusal that was a policy's own
  /// does not.
  private static Verdict kept(PastRequest r, double price, double bits) {
    boolean stands =
        r.ending() == Ending.FAILED || (r.ending() == Ending.REFUSED && !OWN.contains(r.reason()));
    if (stands) {
      return new Verdict(r.ending(), r.reason(), 0, 0);
    }
    Ending ending = r.ending() == Ending.RESTRICTED ? Ending.RESTRICTED : Ending.ANSWERED;
    return new Verdict(ending, "allowed", price, bits);
  }

  private RateLimiter limiter(Client client, ClassPolicy of) {
    return limiters.computeIfAbsent(
        client.clientClass(),
        name -> {
          LimitPolicy limits = of.limits().map(PolicyTrial::withoutAddresses).orElse(NONE);
          return new RateLimiter(Map.of(name, limits), limits, rates);
        });
  }

  private static LimitPolicy withoutAddresses(LimitPolicy p) {
    return new LimitPolicy(
        List.of(),
        p.client(),
        p.clientModel(),
        p.tenant(),
        p.model(),
        p.perRow(),
        p.inFlight(),
        p.told());
  }

  private Verdict budget(PastRequest r, ClassPolicy of) {
    boolean coarse = r.ending() == Ending.RESTRICTED;
    OutputPolicy shown = coarse ? OutputPolicy.label() : of.output().orElseGet(OutputPolicy::label);
    double price = Price.of(shown, classes.getOrDefault(r.model(), 2)).bits();
    Verdict kept = kept(r, price, price * r.rows());
    if (kept.price() == 0) {
      return kept;
    }
    String print = r.client().key() + ' ' + r.model() + ' ' + r.input();
    if (!r.input().isEmpty() && known.contains(print)) {
      return new Verdict(kept.ending(), kept.rule(), price, 0);
    }
    Optional<BudgetPolicy> limits = of.budget();
    if (limits.isPresent()) {
      String at = limits.get().period().at(r.time());
      String key = r.client().key() + ' ' + r.model() + ' ' + at;
      double bits = spent.getOrDefault(key + " bits", 0.0);
      double rows = spent.getOrDefault(key + " rows", 0.0);
      if (limits.get().bits().filter(l -> bits + 2 * kept.bits() > l).isPresent()) {
        return refused("budget-bits");
      }
      if (limits.get().rows().filter(l -> rows + r.rows() > l).isPresent()) {
        return refused("budget-rows");
      }
      spent.put(key + " bits", bits + kept.bits());
      spent.put(key + " rows", rows + r.rows());
    }
    if (!r.input().isEmpty() && known.size() < MOST_INPUTS) {
      known.add(print);
    }
    return kept;
  }
}
