package dev.gambeson.server;

import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.budget.LeasedBudgetStore;
import dev.gambeson.guard.budget.RecentRows;
import dev.gambeson.guard.limit.InFlight;
import dev.gambeson.guard.limit.LeasedRateStore;
import dev.gambeson.guard.limit.MemoryRateStore;
import dev.gambeson.guard.limit.RateStore;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.control.PolicySigner;
import dev.gambeson.server.control.SharedBans;
import dev.gambeson.server.policy.Policies;
import dev.gambeson.server.policy.PolicyRepeats;
import dev.gambeson.server.policy.TermsFactory;
import dev.gambeson.server.state.PolicyBundles;
import dev.gambeson.server.state.RedisHub;
import dev.gambeson.server.state.RedisRateLeases;
import dev.gambeson.server.state.SqlBans;
import dev.gambeson.server.state.SqlBudgetLeases;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The policy in force, and what it counts with.
///
/// @param redis the store that nodes share, where the settings name one
record Policing(
    Optional<RedisHub> redis,
    RateStore rates,
    LeasedBudgetStore budgets,
    PolicySigner signer,
    PolicyBundles bundles,
    SharedBans bans,
    Policies policies) {
  private static final int RATE_KEYS = 200_000;
  private static final int BUDGET_ACCOUNTS = 100_000;
  private static final double LEASE = 0.02;
  private static final int RECENT_ROWS = 1 << 20;

  static Policing open(Ground ground, ServedModels served) {
    Optional<RedisHub> redis = redis(ground);
    RateStore rates = rates(redis);
    LeasedBudgetStore budgets = budgets(ground);
    PolicySigner signer = new PolicySigner(ground.state().secret());
    PolicyBundles bundles = new PolicyBundles(ground.database(), ground.clock(), signer);
    SharedBans bans =
        ground.closing().open(new SharedBans(new SqlBans(ground.database()), ground.clock()));
    ground.timer().every(Duration.ofHours(1), bans::prune);
    Policies policies =
        new Policies(
            rooms(ground, served, redis, rates, budgets),
            PolicyFollowing.inForce(bundles, signer, ground.around()),
            bans::tell);
    return new Policing(redis, rates, budgets, signer, bundles, bans, policies);
  }

  private static Optional<RedisHub> redis(Ground ground) {
    GatewaySettings.State where = ground.settings().state().orElse(GatewaySettings.State.EMBEDDED);
    return where
        .redis()
        .map(address ->
            ground
                .closing()
                .open(
                    RedisHub.open(
                        address,
                        where.redisPassword().map(f -> StateRoom.readAgain(ground.base(), f)),
                        "gambeson",
                        ground.node(),
                        ground.clock())));
  }

  /// Rates of this node alone, or leased from Redis where the settings name one.
  private static RateStore rates(Optional<RedisHub> redis) {
    return redis
        .<RateStore>map(hub ->
            new LeasedRateStore(new RedisRateLeases(hub), hub::nodes, RATE_KEYS, System::nanoTime))
        .orElseGet(() -> new MemoryRateStore(RATE_KEYS, System::nanoTime));
  }

  private static LeasedBudgetStore budgets(Ground ground) {
    SqlBudgetLeases leases = new SqlBudgetLeases(ground.database(), ground.clock());
    ground.timer().every(Duration.ofHours(24), leases::prune);
    LeasedBudgetStore budgets = new LeasedBudgetStore(leases, LEASE, BUDGET_ACCOUNTS);
    Clock clock = ground.clock();
    ground
        .closing()
        .then(() ->
            budgets.flush(clock.instant(), true).toCompletableFuture().get(10, TimeUnit.SECONDS));
    ground.timer().every(Duration.ofSeconds(1), () -> budgets.flush(clock.instant(), false));
    return budgets;
  }

  private static PolicyRepeats.Memory repeats(MacKey key, Optional<RedisHub> redis) {
    return redis
        .map(hub -> PolicyRepeats.Memory.shared(key, hub, new SecureRandom()))
        .orElseGet(() -> PolicyRepeats.Memory.local(key));
  }

  private static TermsFactory.Rooms rooms(
      Ground ground,
      ServedModels served,
      Optional<RedisHub> redis,
      RateStore rates,
      LeasedBudgetStore budgets) {
    Map<String, TermsFactory.ModelFacts> facts = new HashMap<>();
    served
        .loaded()
        .forEach(m ->
            facts.put(
                m.settings().name(),
                new TermsFactory.ModelFacts(
                    m.versions().getLast().classes().size(),
                    ModelWatching.live(m).input(),
                    m.table().features().names(),
                    served.book().explainers(m.settings().name()))));
    StateRoom state = ground.state();
    return new TermsFactory.Rooms(
        facts,
        rates,
        budgets,
        new RecentRows(RECENT_ROWS, state.secret()),
        new InFlight(),
        state.secret().derive("answers"),
        repeats(state.secret().derive("replays"), redis),
        new Hearing.Refusals(),
        ground.clock());
  }
}
