package dev.gambeson.server.admin;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.server.admin.port.AdminPorts;
import dev.gambeson.server.admin.port.DetectorsView;
import dev.gambeson.server.admin.port.DriftView;
import dev.gambeson.server.admin.port.Level;
import dev.gambeson.server.admin.port.Moment;
import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.OverviewView;
import dev.gambeson.server.admin.port.Rejected;
import dev.gambeson.server.admin.port.TrafficView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// A small made-up bank whose fraud model is being probed: everything that the console shows, in
/// memory. What is done to it changes it.
final class InMemoryPorts implements OverviewView, TrafficView, DetectorsView, DriftView {
  static final List<String> CALM =
      List.of("web-checkout", "mobile-app", "card-desk", "batch-night");
  static final String THIEF = "partner-7f3";

  final InstantSource clock;
  final Instant start;
  final InMemoryModels models;
  final InMemoryClients clients;
  final InMemoryIncidents incidents;
  final InMemoryLedger ledger;
  final InMemoryRules rules;
  final InMemoryCanaries canaries;
  final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, Review> reviews = new HashMap<>();
  private final String model;
  private final String thief;
  private final boolean empty;

  /// @param hostile whether names are attacks on whoever shows them
  /// @param empty whether nothing has happened yet
  InMemoryPorts(InstantSource clock, boolean hostile, boolean empty) {
    this.clock = clock;
    this.start = clock.instant();
    this.empty = empty;
    this.model = hostile ? "<script>window.pwned=1</script>" : "fraud";
    this.thief = hostile ? "\"><img src=x onerror=window.pwned=2>" : THIEF;
    this.models = new InMemoryModels(clock, model, empty);
    this.ledger = new InMemoryLedger(start, model, thief, empty);
    this.clients = new InMemoryClients(clock, model, thief, hostile, empty);
    this.incidents = new InMemoryIncidents(clock, model, thief, empty);
    this.rules = new InMemoryRules(clock, thief);
    this.canaries = new InMemoryCanaries(clock, model, thief, empty);
  }

  AdminPorts ports() {
    return new AdminPorts(
        this, models, this, clients, this, this, incidents, ledger, rules, rules.keys(), canaries);
  }

  private Instant ago(long minutes) {
    return start.minus(Duration.ofMinutes(minutes));
  }

  @Override
  public Overview overview(Duration window) {
    if (empty) {
      return new Overview(
          clock.instant(), window, 0, 0, 0, 0, 0, 0, List.of(), List.of(), List.of(), List.of());
    }
    List<Counts> points = counts(window);
    return new Overview(
        clock.instant(),
        window,
        points.stream().mapToLong(Counts::answered).sum(),
        points.stream().mapToLong(Counts::restricted).sum(),
        points.stream().mapToLong(Counts::refused).sum(),
        points.stream().mapToLong(Counts::failed).sum(),
        184_220.5,
        incidents.open(),
        List.of(
            new Probing(
                "acme-pay",
                thief,
                model,
                clients.level(thief),
                "Spacing of queries",
                "GB-GRD-001",
                ago(41),
                3_184,
                2_910,
                3_000,
                Optional.of("INC-2041")),
            new Probing(
                "acme-pay",
                "partner-7f4",
                model,
                Level.WATCHED,
                "One-feature sweep",
                "GB-GRD-004",
                ago(12),
                212,
                340,
                3_000,
                Optional.of("INC-2042"))),
        undo(),
        points,
        notices());
  }

  private List<Undoable> undo() {
    return List.of(
        new Undoable(
            Undoable.Kind.CLIENT,
            List.of("acme-pay", thief),
            "Client " + thief + " gets labels only",
            "playbook extraction-in-progress",
            ago(38),
            Optional.of(start.plus(Duration.ofHours(5)))),
        new Undoable(
            Undoable.Kind.STEP,
            List.of("INC-2041", "s2"),
            "Evidence of INC-2041 was frozen",
            "playbook extraction-in-progress",
            ago(37),
            Optional.empty()),
        new Undoable(
            Undoable.Kind.MODEL,
            List.of(model),
            "Version 14 of " + model + " came into service",
            "maria",
            ago(60 * 26),
            Optional.empty()),
        new Undoable(
            Undoable.Kind.POLICY,
            List.of("4f0c22a9".repeat(8)),
            "Policy: partners get two digits instead of full scores",
            "jonas",
            ago(60 * 49),
            Optional.empty()));
  }

  private static List<Notice> notices() {
    return List.of(
        new Notice(Severity.HIGH, "One step of INC-2041 waits for your approval.", "incidents"),
        new Notice(Severity.MEDIUM, "Input \"merchant_category\" of version 14 drifts.", "drift"),
        new Notice(Severity.LOW, "One model change waits for a second person.", "models"));
  }

  private List<Counts> counts(Duration window) {
    SplittableRandom random = new SplittableRandom(7);
    List<Counts> points = new ArrayList<>();
    int n = 96;
    Duration step = window.dividedBy(n);
    for (int i = 0; i < n; i++) {
      double day = 1 + 0.45 * Math.sin((i - 20) * 2 * Math.PI / n);
      long base = Math.round(900 * day + random.nextInt(120));
      boolean attack = i > 78;
      points.add(
          new Counts(
              start.minus(window).plus(step.multipliedBy(i)),
              base,
              attack ? 160 + random.nextInt(80) : random.nextInt(12),
              attack ? 30 + random.nextInt(40) : random.nextInt(9),
              random.nextInt(3)));
    }
    return points;
  }

  private Event event(SplittableRandom random, Instant time, long number) {
    boolean bad = random.nextInt(6) == 0;
    Ending ending =
        bad
            ? (random.nextInt(4) == 0 ? Ending.REFUSED : Ending.RESTRICTED)
            : random.nextInt(60) == 0 ? Ending.FAILED : Ending.ANSWERED;
    String client = bad ? thief : CALM.get(random.nextInt(CALM.size()));
    return new Event(
        time,
        "req-%06x".formatted(number * 7919 % 0xffffff),
        bad ? "acme-pay" : "retail",
        client,
        bad ? "partner" : "internal",
        model,
        "14",
        ending,
        switch (ending) {
          case ANSWERED -> "ok";
          case RESTRICTED -> "coarsened";
          case REFUSED -> "rate-limit";
          case FAILED -> "upstream-timeout";
        },
        bad ? List.of("GB-GRD-001", "coarsened") : List.of(),
        1 + random.nextInt(3),
        ending == Ending.ANSWERED ? 6.6 : ending == Ending.RESTRICTED ? 1 : 0,
        180 + random.nextInt(900));
  }

  @Override
  public List<Event> recent(int limit) {
    SplittableRandom random = new SplittableRandom(11);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < (empty ? 0 : Math.min(limit, 60)); i++) {
      events.add(event(random, start.minusMillis(700L * i), i));
    }
    return events;
  }

  @Override
  public Subscription subscribe(Consumer<Event> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /// Tells all listeners of a decision.
  void tick(long number) {
    Event event = event(new SplittableRandom(number), clock.instant(), number);
    listeners.forEach(l -> l.accept(event));
  }

  @Override
  public List<Detector> detectors() {
    return List.of(
        detector(
            "GB-GRD-001",
            "Spacing of queries",
            "Do this client's queries lie unlike its own past traffic?",
            Mode.ENFORCE,
            "1 in 71 million queries",
            12,
            1),
        detector(
            "GB-GRD-004",
            "One-feature sweep",
            "Does a client change one input at a time, as who maps a boundary does?",
            Mode.ENFORCE,
            "1 in 71 million queries",
            5,
            2),
        detector(
            "GB-GRD-007",
            "Near copies",
            "Does a client ask for many slightly changed copies of a record?",
            Mode.PREVIEW,
            "0.1 % of benign queries",
            31,
            9),
        detector(
            "GB-GRD-041",
            "Bait records",
            "Does anybody ask for a record that only our bait holds?",
            Mode.ENFORCE,
            "none by construction",
            1,
            0));
  }

  private Detector detector(
      String check,
      String title,
      String question,
      Mode mode,
      String budget,
      long alarms,
      long wrong) {
    SplittableRandom random = new SplittableRandom(check.hashCode());
    List<Moment> daily = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      daily.add(
          Moment.of(
              start.minus(Duration.ofDays(30 - i)),
              empty ? 0 : random.nextInt((int) (2 + alarms / 8))));
    }
    long confirmed = Math.max(0, alarms - wrong - 1);
    long n = confirmed + wrong;
    double p = n == 0 ? 0 : (double) confirmed / n;
    return new Detector(
        check,
        title,
        question,
        mode,
        budget,
        1_204,
        31,
        empty ? 0 : alarms,
        empty ? 0 : confirmed,
        empty ? 0 : wrong,
        n == 0 || empty
            ? Optional.empty()
            : Optional.of(
                new Estimate(
                    "true alarms",
                    p,
                    Math.max(0, p - 0.25),
                    Math.min(1, p + 0.12),
                    n,
                    "Wilson 95 %")),
        daily);
  }

  @Override
  public List<Reviewed> alarms(String check, int limit) {
    List<Reviewed> all = new ArrayList<>();
    for (int i = 0; i < (empty ? 0 : 6); i++) {
      String id = "al-" + (900 - i);
      String which = i % 3 == 1 ? "GB-GRD-004" : "GB-GRD-001";
      Alert alert =
          new Alert(
              id,
              ago(12 + 31L * i),
              which,
              i == 0 ? Severity.HIGH : Severity.MEDIUM,
              i % 3 == 1 ? "One-feature sweep" : "Spacing of queries",
              "Capital 10^%d after %d queries passes the mark 10^7.9."
                  .formatted(9 + i % 2, 37 + 11 * i),
              Alert.Subject.of("acme-pay", i == 5 ? "card-desk" : thief, model),
              Optional.empty(),
              Map.of("queries", Integer.toString(37 + 11 * i)));
      if (check.isEmpty() || check.equals(which)) {
        all.add(new Reviewed(alert, Optional.ofNullable(reviews.get(id))));
      }
    }
    return all;
  }

  @Override
  public synchronized void review(String alert, Judgement judgement, String note, Operator who) {
    if (!alert.matches("al-[0-9]+")) {
      throw Rejected.notFound("There is no such alarm.");
    }
    reviews.put(alert, new Review(judgement, note, who.name(), clock.instant()));
  }

  @Override
  public List<Watched> watched() {
    if (empty) {
      return List.of();
    }
    SplittableRandom random = new SplittableRandom(3);
    List<Feature> features =
        List.of(
            feature("merchant_category", State.DRIFTED, 0.31, 6),
            feature("amount", State.SUSPECT, 0.12, 9),
            feature("hour_of_day", State.STABLE, 0.04, 9),
            feature("account_age_days", State.STABLE, 0.03, 9),
            feature("country", State.STABLE, 0.02, 5),
            feature("card_present", State.INCONCLUSIVE, Double.NaN, 2));
    return List.of(
        new Watched(
            model,
            "14",
            ago(60 * 26),
            84_120,
            List.of(
                measure(
                    "GB-MON-004",
                    "Score drift",
                    State.SUSPECT,
                    "KS distance 0.041 of 0.048 allowed.",
                    0.041,
                    0.048,
                    random),
                measure(
                    "GB-MON-007",
                    "Estimated accuracy",
                    State.STABLE,
                    "0.962, between 0.951 and 0.971; 0.94 is the least allowed.",
                    0.962,
                    0.94,
                    random),
                new Measure(
                    "GB-MON-009",
                    "Quality with labels",
                    State.INCONCLUSIVE,
                    "41 labels came back; 200 are needed.",
                    Optional.empty(),
                    0.94,
                    List.of())),
            ago(60),
            features));
  }

  private Measure measure(
      String check,
      String title,
      State state,
      String message,
      double value,
      double limit,
      SplittableRandom random) {
    List<Moment> series = new ArrayList<>();
    for (int i = 0; i < 48; i++) {
      double v = value * (0.82 + 0.0038 * i + 0.04 * random.nextDouble());
      v = title.startsWith("Est") ? 0.955 + 0.014 * random.nextDouble() : v;
      series.add(
          new Moment(start.minus(Duration.ofHours(48 - i)), v, v * 0.985, Math.min(1, v * 1.012)));
    }
    return new Measure(
        check,
        title,
        state,
        message,
        Optional.of(
            new Estimate(
                title, value, value * 0.98, Math.min(1, value * 1.01), 3_500, "bootstrap 95 %")),
        limit,
        series);
  }

  private static Feature feature(String name, State state, double psi, int bins) {
    SplittableRandom random = new SplittableRandom(name.hashCode());
    double[] e = random.doubles(bins).map(d -> 0.3 + d).toArray();
    double[] s = new double[bins];
    for (int i = 0; i < bins; i++) {
      s[i] = e[i] * (1 + (Double.isNaN(psi) ? 0 : psi * 3) * (random.nextDouble() - 0.4));
    }
    List<Double> before = shares(e);
    List<Double> now = shares(s);
    List<Bin> parts = new ArrayList<>();
    for (int i = 0; i < bins; i++) {
      parts.add(new Bin(i == bins - 1 ? "missing" : "part " + (i + 1), before.get(i), now.get(i)));
    }
    return new Feature(name, state, psi, 0.1, Double.isNaN(psi) ? 120 : 3_500, parts);
  }

  private static List<Double> shares(double[] values) {
    double sum = java.util.Arrays.stream(values).sum();
    return java.util.Arrays.stream(values).mapToObj(v -> v / sum).toList();
  }
}
