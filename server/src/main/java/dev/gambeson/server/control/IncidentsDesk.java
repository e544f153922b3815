package dev.gambeson.server.control;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.Actor;
import dev.gambeson.response.Entry;
import dev.gambeson.response.IncidentEvent;
import dev.gambeson.response.IncidentJson;
import dev.gambeson.response.IncidentState;
import dev.gambeson.response.playbook.Run;
import dev.gambeson.response.playbook.Step.Task.BlockClient;
import dev.gambeson.response.playbook.Step.Task.FreezeKey;
import dev.gambeson.response.playbook.Step.Task.Notify;
import dev.gambeson.response.playbook.Step.Task.OpenCase;
import dev.gambeson.response.playbook.Step.Task.Quarantine;
import dev.gambeson.response.playbook.Step.Task.RollBack;
import dev.gambeson.response.playbook.Step.Task.RotateKey;
import dev.gambeson.response.playbook.Step.Task.Tighten;
import dev.gambeson.response.playbook.Step.Task.Wait;
import dev.gambeson.response.playbook.StepRun;
import dev.gambeson.response.store.IncidentFilter;
import dev.gambeson.server.admin.port.IncidentsControl;
import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.Rejected;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// Incidents and playbooks, as the console shows and steers them.
final class IncidentsDesk implements IncidentsControl {
  private static final String SEPARATOR = "~";

  private final House house;
  private final DrillRoom drills;

  IncidentsDesk(House house) {
    this.house = house;
    this.drills = new DrillRoom(house.actions(), house.records().routes(), house.clock());
  }

  @Override
  public List<Incident> incidents(boolean all, int limit) {
    IncidentFilter filter =
        all
            ? IncidentFilter.all()
            : new IncidentFilter(IncidentState.unfinished(), Optional.empty(), Optional.empty());
    return house.incidents().list(filter, limit).stream().map(this::shown).toList();
  }

  private Incident shown(dev.gambeson.response.Incident i) {
    Alert.Subject subject =
        i.subjects().isEmpty() ? new Alert.Subject("", "", "", "") : i.subjects().getFirst();
    return new Incident(
        i.id(),
        i.title(),
        i.severity(),
        state(i.state()),
        false,
        subject.tenant(),
        subject.client(),
        subject.model(),
        i.opened(),
        i.updated(),
        i.alerts(),
        Optional.empty(),
        (int) steps(i.id()).stream().filter(s -> s.state() == StepState.WAITING).count());
  }

  private static State state(IncidentState state) {
    return switch (state) {
      case OPEN -> State.OPEN;
      case ACKNOWLEDGED -> State.ACKNOWLEDGED;
      case CONTAINED -> State.CONTAINED;
      case RESOLVED, FALSE_ALARM -> State.CLOSED;
    };
  }

  @Override
  public Optional<Detail> incident(String id) {
    try {
      return Optional.of(
          new Detail(
              shown(house.incidents().incident(id)),
              house.incidents().timeline(id).stream().map(IncidentsDesk::event).toList(),
              steps(id)));
    } catch (GambesonException _) {
      return Optional.empty();
    }
  }

  private static Event event(IncidentEvent event) {
    String by = event.who().name();
    return switch (event.entry()) {
      case Entry.Raised r ->
          new Event(event.time(), "alert", by, r.alert().title() + ": " + r.alert().message());
      case Entry.Moved m ->
          new Event(event.time(), "person", by, "now %s. %s".formatted(m.to().id(), m.reason()));
      case Entry.Acted a ->
          new Event(
              event.time(),
              "step",
              by,
              a.phase().name().toLowerCase(Locale.ROOT) + ": " + a.text());
      case Entry.Noted n -> new Event(event.time(), "note", by, n.text());
    };
  }

  private List<Step> steps(String incident) {
    List<Step> steps = new ArrayList<>();
    for (Run run : house.runner().runs(incident)) {
      for (int i = 0; i < run.steps().size(); i++) {
        StepRun step = run.steps().get(i);
        String id = run.playbook().steps().get(i).id();
        steps.add(
            new Step(
                run.id() + SEPARATOR + id,
                run.playbook().id(),
                words(run.playbook().steps().get(i).task()),
                state(step.status()),
                run.history().isEmpty() ? run.started() : run.history().getLast().time(),
                step.approvedBy(),
                step.until(),
                step.status() == StepRun.Status.DONE));
      }
    }
    return steps;
  }

  private static StepState state(StepRun.Status status) {
    return switch (status) {
      case PENDING, AWAITING, WAITING, RUNNING -> StepState.WAITING;
      case DONE, UNDOING -> StepState.DONE;
      case FAILED, UNKNOWN, UNDO_FAILED -> StepState.FAILED;
      case SKIPPED -> StepState.DECLINED;
      case UNDONE -> StepState.UNDONE;
    };
  }

  static String words(dev.gambeson.response.playbook.Step.Task task) {
    return switch (task) {
      case BlockClient _ -> "block the client";
      case Tighten t ->
          t.overlay()
              + (t.scope() == dev.gambeson.response.playbook.Step.Scope.CLIENT
                  ? " the client's answers or rate"
                  : " answers or rates of the model");
      case RollBack _ -> "roll the model back";
      case Quarantine _ -> "put the version in quarantine";
      case FreezeKey _ -> "freeze the client's keys";
      case RotateKey _ -> "rotate the client's key";
      case Notify n -> "tell " + String.join(", ", n.routes());
      case OpenCase _ -> "open a case";
      case Wait w -> "wait " + w.time();
    };
  }

  private static <T> T tried(Supplier<T> change) {
    try {
      return change.get();
    } catch (GambesonException | IllegalArgumentException e) {
      throw Rejected.conflict(String.valueOf(e.getMessage()));
    }
  }

  private static Actor person(Operator who) {
    return Actor.person(who.name());
  }

  @Override
  public void acknowledge(String id, Operator who) {
    tried(() ->
        house.incidents().change(id, IncidentState.ACKNOWLEDGED, person(who), "acknowledged"));
  }

  private static String run(String step) {
    int at = step.lastIndexOf(SEPARATOR);
    if (at < 0) {
      throw Rejected.notFound("There is no such step.");
    }
    return step.substring(0, at);
  }

  private static String step(String step) {
    return step.substring(step.lastIndexOf(SEPARATOR) + 1);
  }

  @Override
  public void approve(String id, String step, Operator who) {
    tried(() -> house.runner().approve(run(step), step(step), person(who)));
  }

  @Override
  public void decline(String id, String step, String reason, Operator who) {
    tried(() -> house.runner().refuse(run(step), step(step), person(who), reason));
  }

  @Override
  public void undo(String id, String step, Operator who) {
    tried(() -> house.runner().undo(run(step), step(step), person(who)));
  }

  @Override
  public void close(String id, Resolution resolution, String note, Operator who) {
    IncidentState end =
        resolution == Resolution.FALSE_ALARM ? IncidentState.FALSE_ALARM : IncidentState.RESOLVED;
    String words = resolution.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    tried(() -> house.incidents().change(id, end, person(who), words + ": " + note));
  }

  @Override
  public List<Playbook> playbooks() {
    return house.playbooks().stream()
        .map(p ->
            new Playbook(
                p.id(),
                p.title(),
                p.steps().stream().map(s -> words(s.task())).toList(),
                (int) p.steps().stream().filter(s -> s.approval().isPresent()).count()))
        .toList();
  }

  private dev.gambeson.response.playbook.Playbook playbook(String name) {
    return house.playbooks().stream()
        .filter(p -> p.id().equals(name))
        .findFirst()
        .orElseThrow(() -> Rejected.notFound("There is no such playbook."));
  }

  @Override
  public List<Planned> dryRun(String id, String name) {
    try {
      return drills.dryRun(playbook(name), house.incidents().timeline(id));
    } catch (GambesonException e) {
      throw Rejected.notFound(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Drilled drill(String name, boolean notices, Operator who) {
    return drills.drill(playbook(name), notices);
  }

  @Override
  public Optional<Bundle> evidence(String id) {
    return incident(id)
        .map(_ -> {
          byte[] json =
              IncidentJson.write(house.incidents().incident(id), house.incidents().timeline(id))
                  .getBytes(StandardCharsets.UTF_8);
          return new Bundle(id + ".json", "application/json", out -> out.write(json));
        });
  }
}
