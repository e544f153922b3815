package dev.gambeson.response.playbook;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.response.Actor;
import dev.gambeson.response.Entry;
import dev.gambeson.response.Incident;
import dev.gambeson.response.playbook.StepRun.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One playbook at work on one subject of one incident. Kept whole as one versioned document, so
/// that every change to it is one atomic step.
///
/// @param id incident, episode, playbook and subject: there is one run for each
/// @param incident the incident's id
/// @param title the incident's title when the run began
/// @param playbook as it was when the run began; a later change does not touch it
/// @param subject whom and what it is about
/// @param requester who started it
/// @param started when
/// @param steps one for each step of the playbook
/// @param history what happened, in order
/// @param recorded how much of the history is surely in the incident's timeline
public record Run(
    String id,
    String incident,
    String title,
    Playbook playbook,
    Alert.Subject subject,
    Actor requester,
    Instant started,
    List<StepRun> steps,
    List<Line> history,
    int recorded) {
  /// One line of the history.
  public record Line(Instant time, Actor who, String step, Entry.Phase phase, String text) {}

  public Run {
    requireNonNull(id, "id");
    requireNonNull(playbook, "playbook");
    steps = List.copyOf(steps);
    history = List.copyOf(history);
    if (steps.size() != playbook.steps().size() || recorded > history.size()) {
      throw new IllegalArgumentException("The run " + id + " does not fit its playbook");
    }
  }

  static String id(Incident incident, Playbook playbook, Alert.Subject subject) {
    String who =
        String.join(
            "\u0000", subject.tenant(), subject.client(), subject.model(), subject.version());
    return "%s/%d/%s/%s"
        .formatted(
            incident.id(), incident.episode(), playbook.id(), Sha256.of(who).substring(0, 16));
  }

  static Run begin(
      Incident incident, Playbook playbook, Alert.Subject subject, Actor who, Instant now) {
    List<StepRun> steps = playbook.steps().stream().map(_ -> StepRun.pending()).toList();
    Run run =
        new Run(
            id(incident, playbook, subject),
            incident.id(),
            incident.title(),
            playbook,
            subject,
            who,
            now,
            steps,
            List.of(),
            0);
    String plan = String.join(" > ", playbook.steps().stream().map(s -> s.id()).toList());
    return run.told(
        new Line(
            now,
            who,
            "",
            Entry.Phase.PLANNED,
            "Playbook '%s'%s: %s"
                .formatted(
                    playbook.title(),
                    playbook.mode() == Playbook.Mode.DRY_RUN ? " (dry run)" : "",
                    plan)));
  }

  /// The same text in every attempt at a step, and no other.
  public String key(int step) {
    return id + "/" + playbook.steps().get(step).id();
  }

  /// The place of a step.
  Optional<Integer> indexOf(String step) {
    return Stream.iterate(0, i -> i < steps.size(), i -> i + 1)
        .filter(i -> playbook.steps().get(i).id().equals(step))
        .findFirst();
  }

  /// What a person must look at: steps that wait for approval, whose outcome nobody knows, or that
  /// could not be undone.
  public List<String> needPerson() {
    return Stream.iterate(0, i -> i < steps.size(), i -> i + 1)
        .filter(i -> needsPerson(steps.get(i).status()))
        .map(i -> playbook.steps().get(i).id())
        .toList();
  }

  private static boolean needsPerson(Status status) {
    return status == Status.AWAITING || status == Status.UNKNOWN || status == Status.UNDO_FAILED;
  }

  /// How far a step is.
  ///
  /// @throws IllegalArgumentException when the playbook has no such step
  public StepRun step(String step) {
    return steps.get(
        indexOf(step).orElseThrow(() -> new IllegalArgumentException("No step " + step)));
  }

  Run with(int index, StepRun step) {
    List<StepRun> changed = new ArrayList<>(steps);
    changed.set(index, step);
    return new Run(
        id, incident, title, playbook, subject, requester, started, changed, history, recorded);
  }

  Run told(Line line) {
    List<Line> longer = new ArrayList<>(history);
    longer.add(line);
    return new Run(
        id, incident, title, playbook, subject, requester, started, steps, longer, recorded);
  }

  Run recorded(int lines) {
    return new Run(
        id, incident, title, playbook, subject, requester, started, steps, history, lines);
  }

  /// The first step on which the run stands: those after it wait for it. Empty at the end.
  Optional<Integer> frontier() {
    return Stream.iterate(0, i -> i < steps.size(), i -> i + 1).filter(i -> !isPast(i)).findFirst();
  }

  private boolean isPast(int index) {
    boolean goOn = playbook.steps().get(index).onFailure() == Step.OnFailure.CONTINUE;
    return switch (steps.get(index).status()) {
      case DONE, FAILED, SKIPPED, UNDOING, UNDONE, UNDO_FAILED -> true;
      case UNKNOWN -> goOn;
      case PENDING, AWAITING, WAITING, RUNNING -> false;
    };
  }

  /// The same, with every step after one that did not happen left out if the playbook says so.
  Run stoppedAfter(int index, Line because) {
    if (playbook.steps().get(index).onFailure() == Step.OnFailure.CONTINUE) {
      return this;
    }
    Run run = this;
    for (int i = index + 1; i < steps.size(); i++) {
      if (steps.get(i).status() == Status.PENDING) {
        String step = playbook.steps().get(i).id();
        run =
            run.with(i, steps.get(i).to(Status.SKIPPED))
                .told(
                    new Line(
                        because.time(),
                        because.who(),
                        step,
                        Entry.Phase.SKIPPED,
                        "Left out: an earlier step did not happen"));
      }
    }
    return run;
  }

  /// When somebody must look at the run again; empty when nothing more will happen by itself.
  Optional<Instant> due() {
    Stream<Instant> unrecorded =
        recorded < history.size() ? Stream.of(history.get(recorded).time()) : Stream.empty();
    Stream<Instant> claims =
        steps.stream()
            .filter(s -> s.status() == Status.RUNNING || s.status() == Status.UNDOING)
            .flatMap(s -> s.due().stream());
    Stream<Instant> ends =
        steps.stream().filter(s -> s.status().mayHold()).flatMap(s -> s.until().stream());
    Stream<Instant> front = frontier().stream().flatMap(i -> frontDue(steps.get(i)));
    return Stream.of(unrecorded, claims, ends, front).flatMap(s -> s).min(Instant::compareTo);
  }

  private Stream<Instant> frontDue(StepRun step) {
    return switch (step.status()) {
      case PENDING, AWAITING, WAITING -> Stream.of(step.due().orElse(started));
      default -> Stream.empty();
    };
  }
}
