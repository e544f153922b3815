package dev.gambeson.server.admin;

import dev.gambeson.core.Severity;
import dev.gambeson.server.admin.port.IncidentsControl;
import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.Rejected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Incidents in memory.
final class InMemoryIncidents implements IncidentsControl {
  private final InstantSource clock;
  private final Map<String, Detail> all = new LinkedHashMap<>();

  InMemoryIncidents(InstantSource clock, String model, String thief, boolean empty) {
    this.clock = clock;
    if (empty) {
      return;
    }
    Instant t = clock.instant();
    Incident first =
        new Incident(
            "INC-2041",
            "Extraction of " + model + " in progress",
            Severity.CRITICAL,
            State.OPEN,
            false,
            "acme-pay",
            thief,
            model,
            t.minusSeconds(2460),
            t.minusSeconds(2220),
            5,
            Optional.empty(),
            1);
    all.put(
        first.id(),
        new Detail(
            first,
            List.of(
                new Event(
                    t.minusSeconds(2460),
                    "alert",
                    "GB-GRD-001",
                    "Capital 10^9.2 after 37 queries passes the mark 10^7.9."),
                new Event(
                    t.minusSeconds(2458),
                    "step",
                    "playbook extraction-in-progress",
                    "Client put on level THROTTLED for 6 h."),
                new Event(
                    t.minusSeconds(2280),
                    "alert",
                    "GB-GRD-011",
                    "97 % of the client's monthly budget is used."),
                new Event(
                    t.minusSeconds(2278),
                    "step",
                    "playbook extraction-in-progress",
                    "Client put on level COARSENED for 6 h."),
                new Event(
                    t.minusSeconds(2220),
                    "step",
                    "playbook extraction-in-progress",
                    "Waits for approval: revoke the key gbk_7f3…")),
            List.of(
                step("s1", "Put the client on level COARSENED for 6 h", StepState.DONE, t, true),
                step("s2", "Freeze the evidence", StepState.DONE, t, false),
                step("s3", "Revoke the client's key", StepState.WAITING, t, false))));
    add(
        "INC-2042",
        "One-feature sweep",
        Severity.MEDIUM,
        State.ACKNOWLEDGED,
        "partner-7f4",
        model,
        t.minusSeconds(700));
    add(
        "INC-2039",
        "Input drift of " + model,
        Severity.LOW,
        State.CLOSED,
        "",
        model,
        t.minusSeconds(200_000));
  }

  private static Step step(String id, String action, StepState state, Instant t, boolean undoable) {
    return new Step(
        id,
        "extraction-in-progress",
        action,
        state,
        t.minusSeconds(2270),
        "playbook extraction-in-progress",
        undoable ? Optional.of(t.plusSeconds(18_000)) : Optional.empty(),
        undoable);
  }

  private void add(
      String id,
      String title,
      Severity severity,
      State state,
      String client,
      String model,
      Instant t) {
    Incident incident =
        new Incident(
            id,
            title,
            severity,
            state,
            false,
            client.isEmpty() ? "" : "acme-pay",
            client,
            model,
            t,
            t,
            1,
            state == State.OPEN ? Optional.empty() : Optional.of("jonas"),
            0);
    all.put(
        id,
        new Detail(incident, List.of(new Event(t, "alert", "GB-GRD-004", title + ".")), List.of()));
  }

  long open() {
    return all.values().stream().filter(d -> d.incident().state() != State.CLOSED).count();
  }

  @Override
  public synchronized List<Incident> incidents(boolean closed, int limit) {
    return all.values().stream()
        .map(Detail::incident)
        .filter(i -> closed || i.state() != State.CLOSED)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Optional<Detail> incident(String id) {
    return Optional.ofNullable(all.get(id));
  }

  private Detail known(String id) {
    Detail detail = all.get(id);
    if (detail == null) {
      throw Rejected.notFound("There is no such incident.");
    }
    return detail;
  }

  private void put(
      Detail d, State state, Optional<String> owner, List<Step> steps, String by, String text) {
    Incident i = d.incident();
    List<Event> timeline = new ArrayList<>(d.timeline());
    timeline.add(new Event(clock.instant(), "person", by, text));
    int waiting = (int) steps.stream().filter(s -> s.state() == StepState.WAITING).count();
    all.put(
        i.id(),
        new Detail(
            new Incident(
                i.id(),
                i.title(),
                i.severity(),
                state,
                i.drill(),
                i.tenant(),
                i.client(),
                i.model(),
                i.opened(),
                clock.instant(),
                i.alerts(),
                owner,
                waiting),
            timeline,
            steps));
  }

  @Override
  public synchronized void acknowledge(String id, Operator who) {
    Detail d = known(id);
    put(d, State.ACKNOWLEDGED, Optional.of(who.name()), d.steps(), who.name(), "Acknowledged.");
  }

  @Override
  public synchronized void approve(String id, String step, Operator who) {
    moved(id, step, StepState.WAITING, StepState.DONE, who, "Approved: ");
  }

  @Override
  public synchronized void decline(String id, String step, String reason, Operator who) {
    moved(id, step, StepState.WAITING, StepState.DECLINED, who, "Declined (" + reason + "): ");
  }

  @Override
  public synchronized void undo(String id, String step, Operator who) {
    moved(id, step, StepState.DONE, StepState.UNDONE, who, "Undone: ");
  }

  private void moved(
      String id, String step, StepState from, StepState to, Operator who, String text) {
    Detail d = known(id);
    List<Step> steps = new ArrayList<>();
    String action = "";
    for (Step s : d.steps()) {
      if (s.id().equals(step)) {
        if (s.state() != from) {
          throw Rejected.conflict("This step is not in a state for that; it is " + s.state() + ".");
        }
        action = s.action();
        steps.add(
            new Step(
                s.id(),
                s.playbook(),
                s.action(),
                to,
                clock.instant(),
                who.name(),
                s.until(),
                to == StepState.DONE));
      } else {
        steps.add(s);
      }
    }
    if (action.isEmpty()) {
      throw Rejected.notFound("There is no such step.");
    }
    put(d, d.incident().state(), d.incident().owner(), steps, who.name(), text + action + ".");
  }

  @Override
  public synchronized void close(String id, Resolution resolution, String note, Operator who) {
    Detail d = known(id);
    put(
        d,
        State.CLOSED,
        d.incident().owner(),
        d.steps(),
        who.name(),
        "Closed as " + resolution + ": " + note);
  }

  @Override
  public List<Playbook> playbooks() {
    return List.of(
        new Playbook(
            "extraction-in-progress",
            "An extraction detector alarms, or a budget passes 95 %",
            List.of(
                "Coarsen the client's answers for 6 h",
                "Freeze the evidence",
                "Revoke the client's key"),
            1),
        new Playbook(
            "poisoned-model",
            "A golden query fails twice",
            List.of("Roll back", "Quarantine the version", "Mail the owners"),
            0));
  }

  @Override
  public List<Planned> dryRun(String id, String playbook) {
    known(id);
    return List.of(
        new Planned(
            "Coarsen the client's answers for 6 h", false, "Nothing: it is on that level already."),
        new Planned("Freeze the evidence", false, "412 entries of the log and their proofs."),
        new Planned("Revoke the client's key", true, "Key gbk_7f3… ends; its client gets 401."));
  }

  @Override
  public Drilled drill(String playbook, boolean notices, Operator who) {
    Instant t = clock.instant();
    return new Drilled(
        playbook,
        List.of(
            new Answered(
                "GB-RSP-001",
                "Playbook starts",
                Result.FINE,
                "The playbook starts on its sample alert.",
                List.of()),
            new Answered(
                "GB-RSP-002",
                "Steps are possible",
                Result.WRONG,
                "1 of 3 steps meet an obstacle.",
                List.of("Step revoke: a new key must be handed over by a person.")),
            new Answered(
                "GB-RSP-003",
                "Attack is contained in time",
                Result.DEPENDS,
                "The first restriction holds 0 to 60 minutes after the alert.",
                List.of()),
            new Answered(
                "GB-RSP-005",
                "Notices arrive",
                notices ? Result.FINE : Result.NOT_ASKED,
                notices ? "0 of 1 notices were not delivered." : "Routes were left out.",
                List.of())),
        List.of(
            new Event(t, "step", "gambeson", "planned: coarsen > freeze > revoke"),
            new Event(t.plusSeconds(1), "step", "coarsen", "done: labels only for 6 h"),
            new Event(t.plusSeconds(21_601), "step", "coarsen", "undone: its time is over")));
  }

  @Override
  public Optional<Bundle> evidence(String id) {
    return incident(id)
        .map(d ->
            new Bundle(
                id + ".json",
                "application/json",
                out ->
                    out.write(("{\"incident\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8))));
  }
}
