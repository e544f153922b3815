package dev.gambeson.server.control;

import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.server.admin.port.ClientsView;
import dev.gambeson.server.admin.port.IncidentsControl;
import dev.gambeson.server.admin.port.Level;
import dev.gambeson.server.admin.port.OverviewView;
import dev.gambeson.server.control.Holds.Hold;
import dev.gambeson.server.serving.HostedModel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How things stand: who is probing us, what did we answer, can I undo it.
final class OverviewDesk implements OverviewView {
  private static final int POINTS = 60;
  private static final int SHOWN = 20;

  private final House house;
  private final ClientsView clients;
  private final IncidentsControl incidents;

  OverviewDesk(House house, ClientsView clients, IncidentsControl incidents) {
    this.house = house;
    this.clients = clients;
    this.incidents = incidents;
  }

  @Override
  public Overview overview(Duration window) {
    Instant now = house.clock().instant();
    List<Counts> points = house.traffic().counts(now, window, POINTS);
    List<IncidentsControl.Incident> open = incidents.incidents(false, SHOWN);
    return new Overview(
        now,
        window,
        points.stream().mapToLong(Counts::answered).sum(),
        points.stream().mapToLong(Counts::restricted).sum(),
        points.stream().mapToLong(Counts::refused).sum(),
        points.stream().mapToLong(Counts::failed).sum(),
        house.traffic().bits(now.minus(window)),
        open.size(),
        clients.clients("", Level.WATCHED, SHOWN).rows().stream()
            .map(r -> probing(r, open))
            .toList(),
        undo(now),
        points,
        notices());
  }

  private Probing probing(ClientsView.Row row, List<IncidentsControl.Incident> open) {
    String key = row.tenant() + "/" + row.id();
    Optional<Alert> first =
        house.alerts().latest(500).stream()
            .filter(a -> a.subject().client().equals(row.id()) || a.subject().client().equals(key))
            .reduce((_, older) -> older);
    return new Probing(
        row.tenant(),
        row.id(),
        first.map(a -> a.subject().model()).orElse(""),
        row.level(),
        first.map(Alert::title).orElse("set by a person"),
        first.map(Alert::check).orElse(""),
        row.since().orElse(row.firstSeen()),
        row.queries(),
        row.bits(),
        row.budget(),
        open.stream()
            .filter(i -> i.client().equals(row.id()) || i.client().equals(key))
            .map(IncidentsControl.Incident::id)
            .findFirst());
  }

  private List<Undoable> undo(Instant now) {
    List<Undoable> all = new ArrayList<>();
    for (Hold h : house.holds().active(now)) {
      int slash = h.clientKey().indexOf('/');
      if (slash > 0) {
        all.add(
            new Undoable(
                Undoable.Kind.CLIENT,
                List.of(h.clientKey().substring(0, slash), h.clientKey().substring(slash + 1)),
                "%s is %s. %s"
                    .formatted(h.clientKey(), h.step().name().toLowerCase(Locale.ROOT), h.reason()),
                h.by(),
                h.since(),
                Optional.of(h.until())));
      }
    }
    return all;
  }

  private List<Notice> notices() {
    List<Notice> notices = new ArrayList<>();
    for (String why : house.records().refusing().get()) {
      notices.add(new Notice(Severity.CRITICAL, "This node answers nobody: " + why, "overview"));
    }
    for (HostedModel model : house.models().hosted()) {
      if (model.route().live().isEmpty()) {
        notices.add(
            new Notice(
                Severity.HIGH,
                "Model %s has nothing in service.".formatted(model.name()),
                "models"));
      } else if (!model.ready()) {
        notices.add(
            new Notice(Severity.HIGH, "Model %s cannot answer.".formatted(model.name()), "models"));
      }
    }
    if (house.feed().lost()) {
      notices.add(
          new Notice(
              Severity.HIGH,
              "The database is away; the gateway serves from what it has read.",
              "overview"));
    }
    if (house.log().dropped() > 0) {
      notices.add(
          new Notice(
              Severity.HIGH,
              "%,d decisions could not be written into the ledger."
                  .formatted(house.log().dropped()),
              "ledger"));
    }
    if (house.alerts().dropped() > 0) {
      notices.add(
          new Notice(
              Severity.MEDIUM,
              "%,d alerts found no place.".formatted(house.alerts().dropped()),
              "incidents"));
    }
    return notices;
  }
}
