package dev.gambeson.server.admin;

import dev.gambeson.server.admin.port.ClientsView;
import dev.gambeson.server.admin.port.Level;
import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// Clients in memory.
final class InMemoryClients implements ClientsView {
  private final InstantSource clock;
  private final Instant start;
  private final String model;
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final List<Move> moves = new ArrayList<>();

  InMemoryClients(InstantSource clock, String model, String thief, boolean hostile, boolean empty) {
    this.clock = clock;
    this.start = clock.instant();
    this.model = model;
    if (empty) {
      return;
    }
    add("acme-pay", thief, "partner", Level.COARSENED, 3_184, 2_910, 3_000, 0.41, 1.0);
    add("acme-pay", "partner-7f4", "partner", Level.WATCHED, 212, 340, 3_000, 0.07, 0.62);
    add("retail", "web-checkout", "internal", Level.OPEN, 412_033, 61_200, Double.NaN, 0.68, 0.04);
    add("retail", "mobile-app", "internal", Level.OPEN, 288_120, 48_900, Double.NaN, 0.61, 0.0);
    add("retail", "card-desk", "analyst", Level.OPEN, 1_204, 880, 5_000, 0.11, 0.21);
    add("north-bank", "batch-night", "batch", Level.OPEN, 90_000, 19_400, 40_000, 0.52, 0.09);
    add("north-bank", "risk-lab", "analyst", Level.BLOCKED, 9_120, 5_000, 5_000, 0.33, 0.48);
    if (hostile) {
      add("a/../b", "x/../../etc?q=1#f", "partner", Level.OPEN, 1, 1, 10, 0, 0);
      add("\u202Eevil", "javascript:window.pwned=3", "{{7*7}}", Level.OPEN, 1, 1, 10, 0, 0);
      add("tenant", "A".repeat(300), "partner", Level.OPEN, 1, 1, 10, 0, 0);
    }
    moves.add(
        new Move(
            start.minusSeconds(2280),
            Level.THROTTLED,
            Level.COARSENED,
            "playbook extraction-in-progress",
            "GB-GRD-001 stayed above its mark",
            Optional.of(start.plusSeconds(18_000))));
    moves.add(
        new Move(
            start.minusSeconds(2400),
            Level.WATCHED,
            Level.THROTTLED,
            "ladder",
            "GB-GRD-001 above its mark",
            Optional.empty()));
    moves.add(
        new Move(
            start.minusSeconds(2460),
            Level.OPEN,
            Level.WATCHED,
            "ladder",
            "GB-GRD-001 alarm",
            Optional.empty()));
  }

  private void add(
      String tenant,
      String id,
      String clientClass,
      Level level,
      long queries,
      double bits,
      double budget,
      double coverage,
      double capital) {
    boolean up = level != Level.OPEN;
    rows.put(
        tenant + " " + id,
        new Row(
            tenant,
            id,
            clientClass,
            level,
            up ? Optional.of(start.minusSeconds(2400)) : Optional.empty(),
            up && level != Level.WATCHED
                ? Optional.of(start.plusSeconds(18_000))
                : Optional.empty(),
            start.minus(Duration.ofDays(40)),
            start.minusSeconds(4),
            queries,
            bits,
            budget,
            coverage,
            capital));
  }

  Level level(String id) {
    return rows.values().stream()
        .filter(r -> r.id().equals(id))
        .map(Row::level)
        .findFirst()
        .orElse(Level.OPEN);
  }

  @Override
  public synchronized Clients clients(String text, Level atLeast, int limit) {
    List<Row> fit =
        rows.values().stream()
            .filter(r -> (r.tenant() + "/" + r.id()).contains(text))
            .filter(r -> r.level().compareTo(atLeast) >= 0)
            .sorted(Comparator.comparing(Row::level).reversed())
            .toList();
    return new Clients(fit.stream().limit(limit).toList(), fit.size());
  }

  @Override
  public synchronized Optional<Detail> client(String tenant, String id) {
    return Optional.ofNullable(rows.get(tenant + " " + id)).map(this::detail);
  }

  private Detail detail(Row row) {
    boolean bad = row.level() != Level.OPEN;
    SplittableRandom random = new SplittableRandom(row.id().hashCode());
    List<double[]> bits = new ArrayList<>();
    double sum = 0;
    for (int i = 0; i < 60; i++) {
      sum += (bad && i > 40 ? 6 : 1) * (0.4 + random.nextDouble());
      bits.add(new double[] {30 * (60 - i), sum});
    }
    double scale = row.bits() / sum;
    List<Mark> marks =
        bits.stream()
            .map(b ->
                new Mark(
                    start.minus(Duration.ofMinutes((long) b[0])),
                    Math.round(row.queries() * b[1] * scale / row.bits()),
                    b[1] * scale))
            .toList();
    return new Detail(
        row,
        List.of(
            new Learnt(
                model,
                row.queries(),
                row.queries() / 9,
                row.bits(),
                row.budget(),
                row.coverage(),
                Optional.of(start.plus(Duration.ofDays(9))))),
        List.of(
            new Suspicion(
                "GB-GRD-001",
                "Spacing of queries",
                model,
                7.9 * row.capital(),
                7.9,
                bad ? Optional.of(start.minusSeconds(2460)) : Optional.empty(),
                false),
            new Suspicion(
                "GB-GRD-004",
                "One-feature sweep",
                model,
                2.1 * row.capital(),
                7.9,
                Optional.empty(),
                false),
            new Suspicion("GB-GRD-007", "Near copies", model, 0, 3, Optional.empty(), true)),
        bad ? List.copyOf(moves) : List.of(),
        List.of(new Growth(model, marks)),
        bad
            ? List.of(
                new Copies(
                    model,
                    0.5,
                    List.of(
                        new Copy(500, "look-alike rows, labels", 0.71, 0.68, 0.74),
                        new Copy(1_000, "look-alike rows, scores", 0.86, 0.84, 0.88),
                        new Copy(5_000, "look-alike rows, scores", 0.95, 0.94, 0.96))))
            : List.of());
  }

  @Override
  public synchronized void restrict(
      String tenant, String id, Level level, Duration duration, String reason, Operator who) {
    move(tenant, id, level, Optional.of(clock.instant().plus(duration)), reason, who);
  }

  @Override
  public synchronized void release(String tenant, String id, String reason, Operator who) {
    move(tenant, id, Level.OPEN, Optional.empty(), reason, who);
  }

  private void move(
      String tenant, String id, Level level, Optional<Instant> until, String reason, Operator who) {
    Row r = rows.get(tenant + " " + id);
    if (r == null) {
      throw Rejected.notFound("There is no client of this name.");
    }
    moves.addFirst(new Move(clock.instant(), r.level(), level, who.name(), reason, until));
    rows.put(
        tenant + " " + id,
        new Row(
            r.tenant(),
            r.id(),
            r.clientClass(),
            level,
            Optional.of(clock.instant()),
            until,
            r.firstSeen(),
            r.lastSeen(),
            r.queries(),
            r.bits(),
            r.budget(),
            r.coverage(),
            level == Level.OPEN ? 0 : r.capital()));
  }
}
