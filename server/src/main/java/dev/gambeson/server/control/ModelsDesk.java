package dev.gambeson.server.control;

import dev.gambeson.core.GambesonException;
import dev.gambeson.server.admin.port.ModelsControl;
import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.Rejected;
import dev.gambeson.server.serving.GoldenWatch;
import dev.gambeson.server.serving.HostedModel;
import dev.gambeson.server.serving.Models;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// Models and their routes, as the console shows and changes them.
final class ModelsDesk implements ModelsControl {
  private static final int MOST_PROPOSALS = 100;

  private final Models models;
  private final InstantSource clock;
  private final Instant start;
  private final ProposalStore proposals;
  private final Records records;

  ModelsDesk(Models models, Records records, InstantSource clock) {
    this.models = models;
    this.records = records;
    this.proposals = records.proposals();
    this.clock = clock;
    this.start = clock.instant();
  }

  @Override
  public List<Model> models() {
    return models.hosted().stream().map(this::shown).toList();
  }

  private Model shown(HostedModel model) {
    var route = model.route();
    return new Model(
        model.name(),
        model.classes(),
        model.features().width(),
        new Route(
            route.live(),
            route.canary().map(c -> c.version()),
            route.canary().map(c -> c.share()).orElse(0.0),
            route.shadows()),
        route.previous(),
        model.loaded().stream()
            .sorted(Comparator.comparing(HostedModel.Loaded::version).reversed())
            .map(v -> shown(model.name(), v, route))
            .toList());
  }

  private Version shown(
      String model, HostedModel.Loaded v, dev.gambeson.server.serving.Route route) {
    Map<String, String> facts =
        new TreeMap<>(records.facts().getOrDefault(Watchers.key(model, v.version()), Map.of()));
    facts.put("failures", "%,d".formatted(v.failures()));
    facts.put("under way", Integer.toString(v.underWay()));
    return new Version(
        v.version(),
        v.digest(),
        facts.containsKey("upstream") ? "asked upstream" : "in this process",
        state(v.version(), route),
        v.ready(),
        start,
        "settings",
        v.answers(),
        records.figures().of(model, v.version()).map(ModelsDesk::asked),
        Optional.empty(),
        golden(model, v.version()),
        facts);
  }

  private static Asked asked(VersionFigures.Summary s) {
    return new Asked(s.requests(), s.rows(), millis(s.p50()), millis(s.p99()));
  }

  private static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }

  private Optional<Instant> golden(String model, String version) {
    return records.golden().get().stream()
        .filter(g -> g.model().equals(model) && g.version().equals(version))
        .findFirst()
        .flatMap(GoldenWatch.State::lastRight);
  }

  static Version.State state(String version, dev.gambeson.server.serving.Route route) {
    if (route.quarantined().contains(version)) {
      return Version.State.QUARANTINED;
    }
    if (route.live().equals(Optional.of(version))) {
      return Version.State.LIVE;
    }
    if (route.canary().map(c -> c.version()).equals(Optional.of(version))) {
      return Version.State.CANARY;
    }
    return route.shadows().contains(version) ? Version.State.SHADOW : Version.State.IDLE;
  }

  private HostedModel hosted(String name) {
    return models.hosted(name).orElseThrow(() -> Rejected.notFound("There is no such model."));
  }

  private static void tried(Runnable change) {
    try {
      change.run();
    } catch (GambesonException e) {
      throw Rejected.conflict(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void route(String model, Route wanted, Operator who) {
    HostedModel hosted = hosted(model);
    if (!hosted.route().live().equals(wanted.live())) {
      throw Rejected.conflict("Another version goes live by a proposal and a second person.");
    }
    tried(() -> {
      canary(hosted, wanted, who);
      shadows(hosted, wanted, who);
    });
  }

  private static void canary(HostedModel hosted, Route wanted, Operator who) {
    Optional<String> now = hosted.route().canary().map(c -> c.version());
    if (now.isPresent() && !now.equals(wanted.canary())) {
      hosted.endCanary(who.name(), "console");
    }
    if (wanted.canary().isPresent() && wanted.share() > 0) {
      hosted.canary(wanted.canary().get(), wanted.share(), who.name(), "console");
    }
  }

  private static void shadows(HostedModel hosted, Route wanted, Operator who) {
    List<String> before = hosted.route().shadows();
    before.stream()
        .filter(v -> !wanted.shadows().contains(v))
        .forEach(v -> hosted.endShadow(v, who.name(), "console"));
    wanted.shadows().stream()
        .filter(v -> !before.contains(v))
        .forEach(v -> hosted.shadow(v, who.name(), "console"));
  }

  @Override
  public Proposal propose(
      Proposal.Kind kind, String model, String version, String reason, Operator who) {
    HostedModel hosted = hosted(model);
    if (hosted.loaded().stream().noneMatch(v -> v.version().equals(version))) {
      throw Rejected.notFound("There is no such version.");
    }
    Proposal proposal =
        new Proposal(
            UUID.randomUUID().toString(),
            kind,
            model,
            version,
            reason,
            who.name(),
            clock.instant());
    if (!proposals.add(proposal, MOST_PROPOSALS)) {
      throw Rejected.conflict("Too many proposals wait; approve or withdraw some.");
    }
    return proposal;
  }

  @Override
  public List<Proposal> proposals() {
    return proposals.all();
  }

  private Proposal proposal(String id) {
    return proposals
        .find(id)
        .orElseThrow(() -> Rejected.notFound("There is no such proposal; it may be done already."));
  }

  @Override
  public void approve(String id, Operator who) {
    Proposal proposal = proposal(id);
    if (proposal.by().equals(who.name())) {
      throw Rejected.forbidden("Who proposed it cannot approve it.");
    }
    if (!proposals.remove(id)) {
      throw Rejected.conflict("Somebody else was quicker.");
    }
    String by = proposal.by() + " and " + who.name();
    try {
      carryOut(proposal, by);
    } catch (RuntimeException e) {
      proposals.add(proposal, Integer.MAX_VALUE); // it was not done: it still waits
      throw e;
    }
  }

  private void carryOut(Proposal proposal, String by) {
    HostedModel hosted = hosted(proposal.model());
    tried(() -> {
      switch (proposal.kind()) {
        case PROMOTE -> hosted.promote(proposal.version(), by, proposal.reason());
        case RELEASE -> hosted.release(proposal.version(), by, proposal.reason());
      }
    });
  }

  @Override
  public void withdraw(String id, String reason, Operator who) {
    proposals.remove(proposal(id).id());
  }

  @Override
  public String rollBack(String model, String reason, Operator who) {
    HostedModel hosted = hosted(model);
    tried(() -> hosted.rollback(who.name(), reason));
    return hosted.route().live().orElse("");
  }

  @Override
  public void quarantine(String model, String version, String reason, Operator who) {
    tried(() -> hosted(model).quarantine(version, who.name(), reason));
  }
}
