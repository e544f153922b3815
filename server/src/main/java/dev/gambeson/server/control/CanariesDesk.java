package dev.gambeson.server.control;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.guard.canary.Bait.Label;
import dev.gambeson.guard.canary.CanaryChecks;
import dev.gambeson.guard.canary.CanaryWatch;
import dev.gambeson.response.Entry;
import dev.gambeson.response.IncidentBook;
import dev.gambeson.response.IncidentEvent;
import dev.gambeson.response.store.IncidentFilter;
import dev.gambeson.server.admin.port.CanariesControl;
import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.Rejected;
import dev.gambeson.server.canary.CanaryKeeper;
import dev.gambeson.server.state.SqlCanaries;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Canaries, as the console issues and shows them.
final class CanariesDesk implements CanariesControl {
  private static final int INCIDENTS = 1_000;
  private static final int READ = 100;

  private final CanaryKeeper keeper;
  private final IncidentBook incidents;
  private final InstantSource clock;

  CanariesDesk(CanaryKeeper keeper, IncidentBook incidents, InstantSource clock) {
    this.keeper = keeper;
    this.incidents = incidents;
    this.clock = clock;
  }

  @Override
  public List<Canary> canaries() {
    Map<String, List<Hit>> hits = hits();
    return keeper.all().stream()
        .map(c -> shown(c, hits.getOrDefault(c.label().id(), List.of())))
        .toList();
  }

  /// Hits by canary, from the newest incidents that canaries opened.
  private Map<String, List<Hit>> hits() {
    Map<String, List<Hit>> hits = new HashMap<>();
    incidents.list(IncidentFilter.all(), INCIDENTS).stream()
        .filter(i -> CanaryChecks.all().stream().anyMatch(c -> c.id().equals(i.check())))
        .limit(READ)
        .flatMap(i -> incidents.timeline(i.id()).stream())
        .sorted(Comparator.comparing(IncidentEvent::time).reversed())
        .forEach(e -> {
          if (e.entry() instanceof Entry.Raised raised) {
            CanaryWatch.canary(raised.alert())
                .ifPresent(id ->
                    hits.computeIfAbsent(id, _ -> new ArrayList<>())
                        .add(hit(raised.alert(), e.incident())));
          }
        });
    return hits;
  }

  private static Hit hit(Alert alert, String incident) {
    return new Hit(
        alert.time(),
        alert.subject().tenant(),
        alert.subject().client(),
        alert.facts().getOrDefault("from", ""),
        alert.message(),
        incident);
  }

  private State state(SqlCanaries.Canary c) {
    if (c.retired().isPresent()) {
      return State.WITHDRAWN;
    }
    boolean over =
        c.kind() == SqlCanaries.Kind.BAIT && !clock.instant().isBefore(c.label().expires());
    return over ? State.EXPIRED : State.PLANTED;
  }

  private Canary shown(SqlCanaries.Canary c, List<Hit> hits) {
    Label label = c.label();
    return new Canary(
        label.id(),
        Kind.valueOf(c.kind().name()),
        c.model(),
        label.place(),
        label.owner(),
        label.purpose(),
        c.created(),
        c.by(),
        label.expires(),
        state(c),
        hits.stream().limit(HITS).toList());
  }

  @Override
  public Issued issue(Wanted wanted, Operator who) {
    Instant expires = clock.instant().plus(wanted.lifetime());
    try {
      Label label =
          new Label(keeper.newId(), wanted.place(), wanted.owner(), wanted.purpose(), expires);
      CanaryKeeper.Issued issued =
          switch (wanted.kind()) {
            case KEY -> keeper.key(label, who.name());
            case MODEL -> keeper.model(label, wanted.model(), who.name());
            case BAIT -> keeper.bait(label, wanted.model(), wanted.records(), who.name());
          };
      return new Issued(shown(issued.canary(), List.of()), issued.secret());
    } catch (GambesonException | IllegalArgumentException e) {
      throw Rejected.invalid(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public List<Found> find(String model, List<String> columns, List<List<String>> rows) {
    try {
      return keeper.find(model, columns, rows).stream()
          .map(hit -> new Found(hit.row(), hit.label().id()))
          .toList();
    } catch (IllegalArgumentException e) {
      throw Rejected.invalid(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void retire(String id, String reason, Operator who) {
    if (!keeper.retire(id)) {
      throw Rejected.conflict("There is no such canary, or it is retired already.");
    }
  }
}
