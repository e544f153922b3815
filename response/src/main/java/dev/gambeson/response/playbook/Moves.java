package dev.gambeson.response.playbook;

import dev.gambeson.response.Actor;
import dev.gambeson.response.Entry.Phase;
import dev.gambeson.response.playbook.Run.Line;
import dev.gambeson.response.playbook.Step.Task;
import dev.gambeson.response.playbook.StepRun.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What happens next in a run. Pure: a run and the time in, the changed run out.
final class Moves {
  static final int MAX_UNDO = 10;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private final String node;
  private final Duration lease;

  Moves(String node, Duration lease) {
    this.node = node;
    this.lease = lease;
  }

  /// The next change that is due; empty when there is none now.
  Optional<Move> next(Run run, Instant now) {
    for (int i = 0; i < run.steps().size(); i++) {
      StepRun step = run.steps().get(i);
      boolean lapsed = step.isDue(now);
      if (step.status() == Status.RUNNING && lapsed) {
        return Optional.of(takeOver(run, i, now));
      }
      if (step.status() == Status.UNDOING && lapsed) {
        return Optional.of(undoAgain(run, i, now));
      }
      if (step.status().mayHold() && step.until().map(t -> !t.isAfter(now)).orElse(false)) {
        return Optional.of(undo(run, i, now, "its time is over"));
      }
    }
    return run.frontier().flatMap(i -> front(run, i, now));
  }

  private Move takeOver(Run run, int i, Instant now) {
    StepRun step = run.steps().get(i);
    if (Binder.repeatable(run, i) && step.attempt() <= definition(run, i).retries()) {
      return claim(run, i, now);
    }
    return Move.of(
        run.with(i, step.to(Status.UNKNOWN))
            .told(
                line(
                    run,
                    i,
                    now,
                    Phase.UNKNOWN,
                    "Node %s did not say whether it happened: %s. A person must look and settle it"
                        .formatted(step.node(), Binder.describe(run, i)))));
  }

  private Move undoAgain(Run run, int i, Instant now) {
    StepRun step = run.steps().get(i);
    if (step.attempt() >= MAX_UNDO) {
      return Move.of(
          run.with(i, step.to(Status.UNDO_FAILED))
              .told(
                  line(
                      run,
                      i,
                      now,
                      Phase.UNDO_FAILED,
                      "Could not be undone in %d attempts, a person must: %s"
                          .formatted(MAX_UNDO, Binder.describe(run, i)))));
    }
    StepRun claimed = step.claimed(Status.UNDOING, node, now.plus(lease), Optional.empty());
    return new Move(run.with(i, claimed), work(i, claimed, true));
  }

  /// Claims the undoing of a step.
  Move undo(Run run, int i, Instant now, String why) {
    StepRun step = run.steps().get(i);
    StepRun claimed = step.claimed(Status.UNDOING, node, now.plus(lease), Optional.empty());
    Line line = line(run, i, now, Phase.STARTED, "Undo, " + why + ": " + Binder.describe(run, i));
    Run changed = run.with(i, claimed).told(line);
    return new Move(
        step.status() == Status.UNKNOWN ? changed.stoppedAfter(i, line) : changed,
        work(i, claimed, true));
  }

  private Optional<Move> front(Run run, int i, Instant now) {
    StepRun step = run.steps().get(i);
    boolean dry = run.playbook().mode() == Playbook.Mode.DRY_RUN;
    return switch (step.status()) {
      case PENDING -> {
        if (!dry && definition(run, i).approval().isPresent() && step.approvedBy().isEmpty()) {
          yield Optional.of(ask(run, i, now));
        }
        yield step.isDue(now) ? Optional.of(begin(run, i, now)) : Optional.empty();
      }
      case AWAITING ->
          step.isDue(now)
              ? Optional.of(Move.of(failed(run, i, now, Phase.REFUSED, "Nobody agreed in time")))
              : Optional.empty();
      case WAITING ->
          step.isDue(now)
              ? Optional.of(
                  Move.of(
                      run.with(i, step.done(""))
                          .told(line(run, i, now, Phase.DONE, "The waiting is over"))))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private Move ask(Run run, int i, Instant now) {
    Instant until = now.plus(definition(run, i).approval().orElse(Duration.ZERO));
    return Move.of(
        run.with(i, run.steps().get(i).to(Status.AWAITING, until))
            .told(
                line(
                    run,
                    i,
                    now,
                    Phase.APPROVAL_ASKED,
                    "Waits until %s for somebody other than %s to agree: %s"
                        .formatted(until, run.requester(), Binder.describe(run, i)))));
  }

  private Move begin(Run run, int i, Instant now) {
    StepRun step = run.steps().get(i);
    if (definition(run, i).task() instanceof Task.Wait wait
        && run.playbook().mode() == Playbook.Mode.ENFORCE) {
      Instant end = now.plus(wait.time());
      return Move.of(
          run.with(i, step.to(Status.WAITING, end))
              .told(line(run, i, now, Phase.STARTED, "Waits until " + end)));
    }
    return claim(run, i, now);
  }

  private Move claim(Run run, int i, Instant now) {
    StepRun step = run.steps().get(i);
    Optional<Instant> end = definition(run, i).ttl().map(now::plus);
    StepRun claimed = step.claimed(Status.RUNNING, node, now.plus(lease), end);
    Run changed = run.with(i, claimed);
    String text =
        "Attempt %d by node %s: %s".formatted(claimed.attempt(), node, Binder.describe(changed, i));
    return new Move(changed.told(line(run, i, now, Phase.STARTED, text)), work(i, claimed, false));
  }

  /// A step that was tried and did not happen, or of which nobody knows.
  Run unsuccessful(Run run, int i, Instant now, String why, boolean known) {
    StepRun step = run.steps().get(i);
    boolean again =
        step.attempt() <= definition(run, i).retries() && (known || Binder.repeatable(run, i));
    if (again) {
      Instant next = now.plus(pause(step.attempt()));
      return run.with(i, step.to(known ? Status.PENDING : Status.RUNNING, next))
          .told(
              line(
                  run,
                  i,
                  now,
                  Phase.RETRIED,
                  "Attempt %d: %s. Next at %s".formatted(step.attempt(), why, next)));
    }
    return known
        ? failed(run, i, now, Phase.FAILED, why)
        : run.with(i, step.to(Status.UNKNOWN))
            .told(
                line(
                    run,
                    i,
                    now,
                    Phase.UNKNOWN,
                    why + ". A person must look whether it happened and settle it"));
  }

  Run failed(Run run, int i, Instant now, Phase phase, String why) {
    Line line = line(run, i, now, phase, why);
    return run.with(i, run.steps().get(i).to(Status.FAILED)).told(line).stoppedAfter(i, line);
  }

  static Duration pause(int attempt) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, 10));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  static Line line(Run run, int i, Instant now, Phase phase, String text) {
    return new Line(now, Actor.playbook(run.playbook().id()), definition(run, i).id(), phase, text);
  }

  private static Optional<Move.Work> work(int i, StepRun claimed, boolean undo) {
    return Optional.of(new Move.Work(i, claimed.attempt(), undo));
  }

  static Step definition(Run run, int i) {
    return run.playbook().steps().get(i);
  }
}
