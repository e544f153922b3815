package dev.gambeson.server;

import dev.gambeson.guard.limit.LimitPolicy;
import dev.gambeson.guard.limit.LimitPolicy.WhenLost;
import dev.gambeson.server.audit.LedgerDecisionLog;
import dev.gambeson.server.identity.IdentityPolicy;
import dev.gambeson.server.policy.ClassPolicy;
import dev.gambeson.server.policy.PolicyBundle;
import dev.gambeson.server.state.ChangeFeed;
import dev.gambeson.server.state.RedisHub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Whether this node would answer anybody, whatever its models can.
///
/// Guaranteed: it says no while the policy in force has every request refused because of what this
/// node lacks (its ledger, its database, Redis), and yes again once the node has that or the policy
/// asks for it no more. Reasons are for people who are logged in: a stranger learns yes or no. A
/// policy that allows nobody anything is no reason: then it does what it is told. Not known: a
/// budget that cannot be leased, which refuses some clients and not others. Thread-safe.
final class Readiness {
  static final Duration PAUSE = Duration.ofSeconds(2);
  private static final System.Logger LOG = System.getLogger(GatewayServer.class.getName());

  private final LedgerDecisionLog log;
  private final ChangeFeed feed;
  private final Duration longest;
  private final Optional<RedisHub> redis;
  private volatile boolean needsRedis;
  private List<String> told = List.of();

  Readiness(LedgerDecisionLog log, Ground ground, Policing policing, Callers callers) {
    this.log = log;
    this.feed = callers.feed();
    this.longest = ground.settings().identity().orElseGet(IdentityPolicy::keysOnly).longestStale();
    this.redis = policing.redis();
    policing.policies().follow(bundle -> needsRedis = needsRedis(bundle));
    ground.timer().every(PAUSE, this::look);
  }

  /// Whether every class of clients is refused while Redis is away.
  private static boolean needsRedis(PolicyBundle bundle) {
    Collection<ClassPolicy> classes = bundle.byClass().values();
    return !classes.isEmpty()
        && classes.stream().allMatch(c -> c.limits().filter(Readiness::closes).isPresent());
  }

  private static boolean closes(LimitPolicy limits) {
    boolean counts =
        !(limits.address().isEmpty()
            && limits.client().isEmpty()
            && limits.clientModel().isEmpty()
            && limits.tenant().isEmpty()
            && limits.model().isEmpty());
    return counts && limits.whenLost().filter(WhenLost.CLOSED::equals).isPresent();
  }

  /// Called for every question of anybody: no lock, nothing that waits.
  boolean answers() {
    return log.answers() && !stale() && !withoutRedis();
  }

  private boolean stale() {
    return feed.age().compareTo(longest) > 0;
  }

  private boolean withoutRedis() {
    return needsRedis && redis.filter(RedisHub::lost).isPresent();
  }

  /// Why it answers nobody, a sentence each; empty when it does.
  List<String> why() {
    List<String> why = new ArrayList<>(3);
    if (!log.answers()) {
      why.add(
          "decisions cannot be written down, and audit mode 'required' lets nothing out without (GB-SRV-011).");
    }
    if (stale()) {
      why.add(
          "the database has been away for longer than identity.max-stale; a revoked key might be among those remembered.");
    }
    if (withoutRedis()) {
      why.add("Redis is away, and every class has limits with 'when-lost: closed'.");
    }
    return why;
  }

  private synchronized void look() {
    List<String> now = why();
    if (!now.equals(told)) {
      told = now;
      LOG.log(
          System.Logger.Level.WARNING,
          now.isEmpty()
              ? "This node answers again."
              : "This node answers nobody and is not ready: " + String.join(" ", now));
    }
  }
}
