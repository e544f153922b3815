package dev.gambeson.response.playbook;

import dev.gambeson.response.Clean;
import dev.gambeson.response.Entry;
import dev.gambeson.response.Entry.Phase;
import dev.gambeson.response.IncidentBook;
import dev.gambeson.response.action.Action;
import dev.gambeson.response.action.ActionFailedException;
import dev.gambeson.response.action.Actions;
import dev.gambeson.response.playbook.Run.Line;
import dev.gambeson.response.playbook.Step.Task;
import dev.gambeson.response.playbook.StepRun.Status;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/// Carries runs on: claims a step, does it, says what came of it. May end anywhere: what is claimed
/// and not settled is found again when its lease ends.
final class Engine {
  private static final int MAX_MOVES = 1000;

  private final Runs runs;
  private final IncidentBook book;
  private final Actions actions;
  private final Notifier notifier;
  private final InstantSource clock;
  private final Moves moves;
  private final String node;

  Engine(
      Runs runs,
      IncidentBook book,
      Actions actions,
      Notifier notifier,
      InstantSource clock,
      PlaybookRunner.Settings settings) {
    this.runs = runs;
    this.book = book;
    this.actions = actions;
    this.notifier = notifier;
    this.clock = clock;
    this.node = settings.node();
    this.moves = new Moves(node, settings.lease());
  }

  Moves moves() {
    return moves;
  }

  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /// Does whatever is due in a run, until nothing is.
  void advance(String id) {
    record(id);
    for (int i = 0; i < MAX_MOVES; i++) {
      Optional<Move> move = runs.change(id, r -> moves.next(r, now()));
      if (move.isEmpty()) {
        return;
      }
      record(id);
      move.get().work().ifPresent(w -> work(move.get().run(), w));
      record(id);
    }
  }

  void work(Run run, Move.Work work) {
    if (work.undo()) {
      takeBack(run, work);
    } else if (run.playbook().mode() == Playbook.Mode.DRY_RUN) {
      dry(run, work);
    } else {
      perform(run, work);
    }
  }

  private void perform(Run run, Move.Work work) {
    int i = work.step();
    try {
      String receipt = Clean.line(carryOut(run, i), 500);
      settle(
          run.id(),
          work,
          (r, now) ->
              r.with(i, r.steps().get(i).done(receipt))
                  .told(Moves.line(r, i, now, Phase.DONE, done(r, i, receipt))));
    } catch (ActionFailedException e) {
      String why = Clean.line(String.valueOf(e.getMessage()), 500);
      settle(run.id(), work, (r, now) -> moves.unsuccessful(r, i, now, why, true));
    } catch (UnknownOutcomeException e) {
      String why = String.valueOf(e.getMessage());
      settle(run.id(), work, (r, now) -> moves.unsuccessful(r, i, now, why, false));
    }
  }

  private static String done(Run run, int i, String receipt) {
    return Binder.describe(run, i) + (receipt.isEmpty() ? "" : ": " + receipt);
  }

  private String carryOut(Run run, int i) throws ActionFailedException {
    try {
      if (Moves.definition(run, i).task() instanceof Task.Notify notify) {
        return tell(run, i, notify.routes());
      }
      return actions.perform(Binder.action(run, i).orElseThrow(), run.key(i));
    } catch (RuntimeException e) {
      // The message may hold anything; the kind of failure is enough to find it in the log.
      throw new UnknownOutcomeException("ended by " + e.getClass().getSimpleName(), e);
    }
  }

  private String tell(Run run, int i, List<String> routes) throws ActionFailedException {
    for (String route : routes) {
      notifier.tell(
          route,
          book.incident(run.incident()),
          "Playbook '%s' is at work".formatted(run.playbook().title()),
          run.key(i) + "/" + route);
    }
    return "taken for delivery";
  }

  private void dry(Run run, Move.Work work) {
    int i = work.step();
    String text =
        obstacles(run, i)
            .map(o -> "Dry run: could not " + Binder.describe(run, i) + ", because " + o)
            .orElse("Dry run: would " + Binder.describe(run, i));
    settle(
        run.id(),
        work,
        (r, now) ->
            r.with(i, r.steps().get(i).to(Status.SKIPPED))
                .told(Moves.line(r, i, now, Phase.SKIPPED, text)));
  }

  /// What would keep a step from happening.
  Optional<String> obstacles(Run run, int i) {
    if (Moves.definition(run, i).task() instanceof Task.Notify notify) {
      return notify.routes().stream().flatMap(r -> notifier.obstacle(r).stream()).findFirst();
    }
    return Binder.action(run, i).flatMap(actions::obstacle);
  }

  private void takeBack(Run run, Move.Work work) {
    int i = work.step();
    String why;
    try {
      Action action = Binder.action(run, i).orElseThrow();
      actions.undo(action, run.steps().get(i).receipt(), run.key(i));
      settle(
          run.id(),
          work,
          (r, now) ->
              r.with(i, r.steps().get(i).to(Status.UNDONE))
                  .told(Moves.line(r, i, now, Phase.UNDONE, Binder.describe(r, i))));
      return;
    } catch (ActionFailedException e) {
      why = Clean.line(String.valueOf(e.getMessage()), 500);
    } catch (StoreFailedException e) {
      throw e;
    } catch (RuntimeException e) {
      why = "ended by " + e.getClass().getSimpleName();
    }
    String because = why;
    settle(
        run.id(),
        work,
        (r, now) ->
            r.with(i, r.steps().get(i).to(Status.UNDOING, now.plus(Moves.pause(work.attempt()))))
                .told(
                    Moves.line(
                        r,
                        i,
                        now,
                        Phase.RETRIED,
                        "Undo, attempt " + work.attempt() + ": " + because)));
  }

  /// Says what came of a claim, unless somebody else has said so meanwhile.
  private void settle(String id, Move.Work work, BiFunction<Run, Instant, Run> change) {
    try {
      runs.change(
          id,
          r -> {
            StepRun step = r.steps().get(work.step());
            boolean mine =
                step.isClaimOf(node, work.attempt())
                    && (work.undo()
                        ? step.status() == Status.UNDOING
                        : step.status() == Status.RUNNING || step.status() == Status.UNKNOWN);
            return mine ? Optional.of(Move.of(change.apply(r, now()))) : Optional.empty();
          });
    } catch (RuntimeException e) {
      throw new StoreFailedException(e);
    }
  }

  /// Writes what is new of the history to the incident's timeline. A line that a crash leaves
  /// unmarked is written again and, having the same id, stands once.
  void record(String id) {
    Run run = runs.get(id);
    if (run.recorded() == run.history().size()) {
      return;
    }
    for (int n = run.recorded(); n < run.history().size(); n++) {
      Line line = run.history().get(n);
      Entry entry = new Entry.Acted(id, line.step(), line.phase(), line.text());
      book.record(run.incident(), id + "/" + n, line.who(), entry);
    }
    int written = run.history().size();
    runs.change(
        id,
        r ->
            r.recorded() >= written ? Optional.empty() : Optional.of(Move.of(r.recorded(written))));
  }

  /// Nobody knows whether an action happened.
  private static final class UnknownOutcomeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownOutcomeException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// The store did not take the outcome; the claim's lease will end.
  private static final class StoreFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreFailedException(Throwable cause) {
      super("The store did not take what came of a step", cause);
    }
  }
}
