package dev.gambeson.server.control;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.budget.BudgetLimit;
import dev.gambeson.guard.budget.BudgetPeriod;
import dev.gambeson.guard.budget.QueryLedger;
import dev.gambeson.guard.detect.Standing;
import dev.gambeson.server.admin.port.ClientsView;
import dev.gambeson.server.admin.port.Level;
import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.Rejected;
import dev.gambeson.server.control.Holds.Hold;
import dev.gambeson.server.gateway.Step;
import dev.gambeson.server.identity.StoredKey;
import dev.gambeson.server.policy.ClassPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Clients and what they have learnt, as the console shows them; and what people do about them.
final class ClientsDesk implements ClientsView {
  private static final String BY_CONSOLE = "console:";
  private static final double LN10 = Math.log(10);

  private final House house;

  ClientsDesk(House house) {
    this.house = house;
  }

  @Override
  public Clients clients(String text, Level atLeast, int limit) {
    Map<String, String> classes = classes();
    List<Row> rows =
        byClient().entrySet().stream()
            .map(e -> row(e.getKey(), e.getValue(), classes.getOrDefault(e.getKey(), "")))
            .filter(r -> (r.tenant() + "/" + r.id()).contains(text))
            .filter(r -> r.level().compareTo(atLeast) >= 0)
            .sorted(
                Comparator.comparing(Row::level)
                    .thenComparingDouble(r -> Double.isNaN(r.budget()) ? 0 : r.bits() / r.budget())
                    .reversed())
            .toList();
    return new Clients(rows.stream().limit(limit).toList(), rows.size());
  }

  private Map<String, List<Standing>> byClient() {
    Map<String, List<Standing>> all = new HashMap<>();
    house.watch().standings().stream()
        .filter(s -> s.scope() == Standing.Scope.CLIENT)
        .forEach(s -> all.computeIfAbsent(s.subject(), _ -> new ArrayList<>()).add(s));
    return all;
  }

  private Map<String, String> classes() {
    Map<String, String> classes = new HashMap<>();
    for (StoredKey key : house.keys().all()) {
      classes.putIfAbsent(
          key.grant().tenant() + "/" + key.grant().client(), key.grant().clientClass());
    }
    return classes;
  }

  private Row row(String key, List<Standing> standings, String clientClass) {
    Instant now = house.clock().instant();
    Optional<Hold> hold = hold(key, now);
    Standing worst =
        standings.stream()
            .max(Comparator.comparing(Standing::level).thenComparingDouble(Standing::evidence))
            .orElseThrow();
    Level watched = level(worst);
    Level set = hold.map(h -> level(h.step())).orElse(Level.OPEN);
    boolean byHand = set.compareTo(watched) > 0;
    double bits = 0;
    double budget = 0;
    long queries = 0;
    for (Standing s : standings) {
      Spent spent = spent(key, s.model(), clientClass);
      bits += spent.bits;
      budget += spent.budget;
      queries += s.queries();
    }
    return new Row(
        tenant(key),
        client(key),
        clientClass,
        byHand ? set : watched,
        byHand ? hold.map(Hold::since) : worst.since(),
        byHand ? hold.map(Hold::until) : worst.until(),
        standings.stream().map(Standing::first).min(Comparator.naturalOrder()).orElse(now),
        house.traffic().lastSeen(tenant(key), client(key)).orElse(worst.first()),
        queries,
        bits,
        budget,
        standings.stream().mapToDouble(Standing::coverage).max().orElse(Double.NaN),
        Math.min(1, worst.evidence()));
  }

  private record Spent(double bits, double budget, Optional<Instant> resets) {}

  private Spent spent(String key, String model, String clientClass) {
    ClassPolicy policy = house.policies().current().bundle().byClass().get(clientClass);
    var budget =
        policy == null ? Optional.<dev.gambeson.guard.budget.BudgetPolicy>empty() : policy.budget();
    BudgetPeriod period = budget.map(b -> b.period()).orElse(BudgetPeriod.MONTH);
    Optional<Double> limit = budget.flatMap(b -> b.bits());
    Instant now = house.clock().instant();
    BudgetLimit asked =
        limit
            .map(l -> BudgetLimit.ofBits(l, period))
            .orElse(new BudgetLimit(1_000_000_000_000_000L, period));
    try {
      var standing =
          house
              .budgets()
              .standing(QueryLedger.bitKey(who(key), model), asked, now)
              .toCompletableFuture()
              .get(2, TimeUnit.SECONDS);
      return new Spent(
          (double) standing.used() / BudgetLimit.PER_BIT,
          limit.orElse(Double.NaN),
          period.renews(now));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Spent(Double.NaN, limit.orElse(Double.NaN), period.renews(now));
    } catch (ExecutionException | TimeoutException _) {
      return new Spent(Double.NaN, limit.orElse(Double.NaN), period.renews(now));
    }
  }

  private Optional<Hold> hold(String key, Instant now) {
    return house.holds().active(now).stream()
        .filter(h -> h.clientKey().equals(key))
        .max(Comparator.comparing(Hold::step));
  }

  static Level level(Standing standing) {
    return switch (standing.level()) {
      case NONE -> Level.OPEN;
      case LOG, ALERT -> Level.WATCHED;
      case TIGHTEN -> Level.THROTTLED;
      case COARSEN -> Level.COARSENED;
      case CHALLENGE -> Level.CHALLENGED;
      case BLOCK -> Level.BLOCKED;
    };
  }

  static Level level(Step step) {
    return switch (step) {
      case CLEAR -> Level.OPEN;
      case WATCHED -> Level.WATCHED;
      case TIGHTENED -> Level.THROTTLED;
      case COARSENED -> Level.COARSENED;
      case BLOCKED -> Level.BLOCKED;
    };
  }

  static Step step(Level level) {
    return switch (level) {
      case OPEN -> Step.CLEAR;
      case WATCHED -> Step.WATCHED;
      case THROTTLED -> Step.TIGHTENED;
      case COARSENED, CHALLENGED -> Step.COARSENED;
      case BLOCKED -> Step.BLOCKED;
    };
  }

  private static Client who(String key) {
    return new Client(client(key), tenant(key), "", Set.of(), Map.of(), "");
  }

  private static String tenant(String key) {
    return key.substring(0, key.indexOf('/'));
  }

  private static String client(String key) {
    return key.substring(key.indexOf('/') + 1);
  }

  @Override
  public Optional<Detail> client(String tenant, String id) {
    String key = tenant + "/" + id;
    List<Standing> standings = byClient().getOrDefault(key, List.of());
    if (standings.isEmpty()) {
      return Optional.empty();
    }
    String clientClass = classes().getOrDefault(key, "");
    List<Learnt> learnt = new ArrayList<>();
    List<Suspicion> suspicions = new ArrayList<>();
    for (Standing s : standings) {
      Spent spent = spent(key, s.model(), clientClass);
      learnt.add(
          new Learnt(
              s.model(),
              s.queries(),
              s.retries(),
              spent.bits,
              spent.budget,
              s.coverage(),
              spent.resets));
      s.capital()
          .forEach((detector, capital) -> suspicions.add(suspicion(s, detector.info(), capital)));
    }
    return Optional.of(
        new Detail(
            row(key, standings, clientClass),
            learnt,
            suspicions,
            moves(key),
            growth(who(key)),
            learnt.stream().flatMap(l -> copies(l.model()).stream()).toList()));
  }

  private Optional<Copies> copies(String model) {
    return Optional.ofNullable(house.records().copies().get(model))
        .map(curve ->
            new Copies(
                model,
                curve.worthless(),
                curve.copies().stream()
                    .map(c -> new Copy(c.answers(), c.method(), c.agreement(), c.low(), c.high()))
                    .toList()));
  }

  private List<Growth> growth(Client client) {
    return house.records().curves().of(client).entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(e ->
            new Growth(
                e.getKey(),
                e.getValue().stream().map(p -> new Mark(p.time(), p.queries(), p.bits())).toList()))
        .toList();
  }

  private Suspicion suspicion(Standing s, CheckInfo info, double capital) {
    return new Suspicion(
        info.id(),
        info.title(),
        s.model(),
        capital / LN10,
        -Math.log10(house.watch().alpha()),
        s.since(),
        s.learning() == Standing.Learning.POPULATION);
  }

  /// What people and playbooks set; what detectors did stands in the alerts.
  private List<Move> moves(String key) {
    return house.holds().active(house.clock().instant()).stream()
        .filter(h -> h.clientKey().equals(key))
        .map(h ->
            new Move(
                h.since(), Level.OPEN, level(h.step()), h.by(), h.reason(), Optional.of(h.until())))
        .toList();
  }

  @Override
  public void restrict(
      String tenant, String id, Level level, Duration duration, String reason, Operator who) {
    if (level == Level.OPEN) {
      throw Rejected.invalid("To lift a restriction, release the client.");
    }
    Instant now = house.clock().instant();
    String key = tenant + "/" + id;
    house
        .holds()
        .place(
            new Hold(
                BY_CONSOLE + key,
                key,
                "",
                step(level),
                now,
                now.plus(duration),
                who.name(),
                reason));
  }

  @Override
  public void release(String tenant, String id, String reason, Operator who) {
    String key = tenant + "/" + id;
    boolean lifted = house.holds().lift(BY_CONSOLE + key);
    for (Hold h : house.holds().active(house.clock().instant())) {
      boolean watched =
          h.clientKey().equals(key) && h.key().equals(SharedSteps.key(key, h.model()));
      lifted |= watched && house.holds().lift(h.key());
    }
    for (Standing s : byClient().getOrDefault(key, List.of())) {
      lifted |= house.watch().clear(Standing.Scope.CLIENT, key, s.model());
    }
    if (!lifted) {
      throw Rejected.notFound("Nothing is known of this client.");
    }
  }
}
