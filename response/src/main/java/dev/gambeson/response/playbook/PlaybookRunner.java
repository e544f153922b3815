package dev.gambeson.response.playbook;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.Actor;
import dev.gambeson.response.Clean;
import dev.gambeson.response.Entry.Phase;
import dev.gambeson.response.Incident;
import dev.gambeson.response.IncidentBook;
import dev.gambeson.response.action.Actions;
import dev.gambeson.response.playbook.Run.Line;
import dev.gambeson.response.playbook.StepRun.Status;
import dev.gambeson.response.store.IncidentFilter;
import dev.gambeson.response.store.IncidentStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// Runs playbooks about incidents.
///
/// Guaranteed, over threads, nodes, restarts and kill -9, with a store that keeps its contract:
/// - **Never twice**: for each incident, episode, playbook, subject and step one claim is made
///   durable before anything is done. A step that `Action.repeatable()` does not call repeatable is
///   started once, ever. A repeatable one may be started again after a crash, under the same
///   idempotency key.
/// - **Nothing unseen**: a step whose outcome nobody knows is in [Run#needPerson] and in the
///   timeline until a person settles it.
/// - **Reversal**: what has a `ttl` is undone when it ends, by whichever node is alive; also when
///   nobody knows whether it happened.
/// - **Four eyes**: a step with `approval` waits for a person who is not the one who asked for it.
///
/// Not guaranteed: that a step is done while no node is alive, or that an [Actions] port that
/// breaks its contract does no harm.
///
/// Thread-safe. Methods block on the store and on actions: never call them on an event loop.
public final class PlaybookRunner {
  private static final int BATCH = 1000;
  private static final Duration LOOK_BACK = Duration.ofHours(1);

  /// How a node runs playbooks.
  ///
  /// @param node its name, unique among those that share the store
  /// @param lease after which a claim counts as abandoned; longer than any action may take
  public record Settings(String node, Duration lease) {
    public Settings {
      if (node.isBlank() || node.length() > 200 || lease.compareTo(Duration.ofSeconds(1)) < 0) {
        throw new IllegalArgumentException(
            "playbooks: a node needs a name, and a lease of at least a second");
      }
    }
  }

  /// What one call of [#tick] did.
  ///
  /// @param looked how many runs were due
  /// @param failures one clause for each that could not be carried on now
  public record Tick(int looked, List<String> failures) {
    public Tick {
      failures = List.copyOf(failures);
    }
  }

  private final Runs runs;
  private final IncidentBook book;
  private final Supplier<List<Playbook>> playbooks;
  private final Engine engine;
  private final Triggers triggers;
  private volatile Instant considered = Instant.MIN;

  /// @param playbooks those in force, asked each time
  public PlaybookRunner(
      IncidentStore store,
      IncidentBook book,
      Supplier<List<Playbook>> playbooks,
      Actions actions,
      Notifier notifier,
      InstantSource clock,
      Settings settings) {
    this.runs = new Runs(store);
    this.book = book;
    this.playbooks = playbooks;
    this.engine = new Engine(runs, book, actions, notifier, clock, settings);
    this.triggers = new Triggers(book);
  }

  /// Takes an alert in: its incident, and whatever playbooks it triggers.
  ///
  /// @return the incident; empty when the alert is suppressed
  public Optional<Incident> take(Alert alert) {
    Optional<Incident> incident = book.accept(alert);
    incident.ifPresent(i -> consider(i).forEach(engine::advance));
    return incident;
  }

  /// Begins the runs that an incident triggers and that have not begun.
  private List<String> consider(Incident incident) {
    List<String> begun = new ArrayList<>();
    for (Playbook playbook : playbooks.get()) {
      for (Alert.Subject subject : triggers.fitting(playbook, incident, engine.now())) {
        if (begin(incident, playbook, subject, Actor.playbook(playbook.id()))) {
          begun.add(Run.id(incident, playbook, subject));
        }
      }
    }
    return begun;
  }

  private boolean begin(Incident incident, Playbook playbook, Alert.Subject subject, Actor who) {
    Run run = Run.begin(incident, playbook, subject, who, engine.now());
    if (runs.find(run.id()).isPresent() || tooMany(incident, playbook)) {
      return false;
    }
    return runs.begin(run);
  }

  private boolean tooMany(Incident incident, Playbook playbook) {
    String prefix = "%s/%d/%s/".formatted(incident.id(), incident.episode(), playbook.id());
    long running =
        runs.ofIncident(incident.id(), BATCH).stream()
            .filter(r -> r.id().startsWith(prefix))
            .count();
    if (running < playbook.maxTargets()) {
      return false;
    }
    book.record(
        incident.id(),
        prefix + "max-targets",
        Actor.playbook(playbook.id()),
        new dev.gambeson.response.Entry.Noted(
            "Playbook '%s' runs for %d subjects already and for no more (max-targets): a person must look at the others"
                .formatted(playbook.title(), running)));
    return true;
  }

  /// Starts a playbook by hand.
  ///
  /// @return the run, carried on as far as it goes
  /// @throws GambesonException when it has run for this subject in this episode, or the subject
  ///   does not name what a step needs
  public Run start(String incidentId, Playbook playbook, Alert.Subject subject, Actor who) {
    Incident incident = book.incident(incidentId);
    Run run = Run.begin(incident, playbook, subject, who, engine.now());
    requirePerson(who);
    try {
      for (int i = 0; i < run.steps().size(); i++) {
        Binder.describe(run, i);
      }
    } catch (IllegalArgumentException e) {
      throw GambesonException.usage(
          "Playbook '%s' cannot run for this subject: %s."
              .formatted(playbook.id(), e.getMessage()));
    }
    if (!begin(incident, playbook, subject, who)) {
      throw GambesonException.usage(
          "Playbook '%s' has run for this subject of %s already, or for too many subjects; each runs once an episode."
              .formatted(playbook.id(), incidentId));
    }
    engine.advance(run.id());
    return runs.get(run.id());
  }

  /// Carries on whatever is due: call it about once a second on every node.
  public Tick tick() {
    Instant now = engine.now();
    List<String> failures = new ArrayList<>();
    guarded("repeated alerts", book::flush, failures);
    guarded("suppressions", () -> book.suppressions().sweep(now), failures);
    guarded("triggers", () -> considerRecent(now), failures);
    List<String> due = runs.due(now, BATCH);
    due.forEach(id -> guarded(id, () -> engine.advance(id), failures));
    return new Tick(due.size(), failures);
  }

  private static void guarded(String what, Runnable work, List<String> failures) {
    try {
      work.run();
    } catch (RuntimeException e) {
      failures.add(what + ": " + e.getClass().getSimpleName());
    }
  }

  /// A node may have ended between an alert and its playbooks.
  private void considerRecent(Instant now) {
    Instant since =
        considered.equals(Instant.MIN) ? now.minus(LOOK_BACK) : considered.minusSeconds(60);
    IncidentFilter recent = new IncidentFilter(Set.of(), Optional.empty(), Optional.of(since));
    book.list(recent, BATCH).forEach(this::consider);
    considered = now;
  }

  /// A second person agrees to a step, which then runs.
  ///
  /// @throws GambesonException when it does not wait for that, when it is too late, or when the
  ///   person is the one who asked
  public Run approve(String runId, String step, Actor who) {
    return decide(
        runId,
        step,
        who,
        Status.AWAITING,
        (r, i) ->
            r.with(i, r.steps().get(i).approved(who.name()))
                .told(by(who, r, i, Phase.APPROVED, "Agreed: " + Binder.describe(r, i))));
  }

  /// A second person does not agree to a step: it fails.
  public Run refuse(String runId, String step, Actor who, String reason) {
    return decide(
        runId,
        step,
        who,
        Status.AWAITING,
        (r, i) -> {
          Line line = by(who, r, i, Phase.REFUSED, "Refused: " + Clean.line(reason, 1000));
          return r.with(i, r.steps().get(i).to(Status.FAILED)).told(line).stoppedAfter(i, line);
        });
  }

  /// A person says what became of a step whose outcome nobody knew.
  public Run settle(String runId, String step, boolean happened, Actor who, String reason) {
    String text = Clean.line(reason, 1000);
    return decide(
        runId,
        step,
        who,
        Status.UNKNOWN,
        (r, i) -> {
          if (happened) {
            return r.with(i, r.steps().get(i).done(""))
                .told(by(who, r, i, Phase.DONE, "It happened: " + text));
          }
          Line line = by(who, r, i, Phase.FAILED, "It did not happen: " + text);
          return r.with(i, r.steps().get(i).to(Status.FAILED)).told(line).stoppedAfter(i, line);
        });
  }

  /// A person takes back what a step did.
  ///
  /// @throws GambesonException when it did nothing that can be undone
  public Run undo(String runId, String step, Actor who) {
    requirePerson(who);
    Optional<Move> move =
        runs.change(
            runId,
            r -> {
              int i = index(r, step);
              StepRun now = r.steps().get(i);
              boolean holds = now.status().mayHold() || now.status() == Status.UNDO_FAILED;
              boolean can =
                  Binder.action(r, i)
                      .map(dev.gambeson.response.action.Action::reversible)
                      .orElse(false);
              if (!holds || !can) {
                throw GambesonException.usage(
                    "Step '%s' cannot be undone: it %s."
                        .formatted(
                            Clean.line(step, 63),
                            can ? "is " + word(now.status()) : "cannot be taken back"));
              }
              return Optional.of(engine.moves().undo(r, i, engine.now(), "asked by " + who));
            });
    move.ifPresent(m -> m.work().ifPresent(w -> engine.work(m.run(), w)));
    engine.advance(runId);
    return runs.get(runId);
  }

  private Run decide(
      String runId, String step, Actor who, Status from, BiFunction<Run, Integer, Run> decision) {
    requirePerson(who);
    runs.change(
        runId,
        r -> {
          int i = index(r, step);
          StepRun now = r.steps().get(i);
          if (now.status() != from) {
            throw GambesonException.usage(
                "Step '%s' is %s, so there is nothing to decide."
                    .formatted(Clean.line(step, 63), word(now.status())));
          }
          if (from == Status.AWAITING) {
            requireSecond(r, now, who);
          }
          return Optional.of(Move.of(decision.apply(r, i)));
        });
    engine.advance(runId);
    return runs.get(runId);
  }

  private void requireSecond(Run run, StepRun step, Actor who) {
    if (run.requester().equals(who)) {
      throw GambesonException.usage(
          "%s asked for this and cannot agree to it: another person must.".formatted(who));
    }
    if (step.isDue(engine.now())) {
      throw GambesonException.usage("The time to agree is over.");
    }
  }

  private static void requirePerson(Actor who) {
    if (who.kind() != Actor.Kind.PERSON) {
      throw GambesonException.usage("Only a person can do this, not " + who + ".");
    }
  }

  private static int index(Run run, String step) {
    return run.indexOf(step)
        .orElseThrow(() ->
            GambesonException.usage(
                "The playbook '%s' has no step '%s'."
                    .formatted(run.playbook().id(), Clean.line(step, 63))));
  }

  private Line by(Actor who, Run run, int i, Phase phase, String text) {
    return new Line(engine.now(), who, Moves.definition(run, i).id(), phase, text);
  }

  private static String word(Status status) {
    return status.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }

  /// A run by its id.
  public Optional<Run> run(String id) {
    return runs.find(id);
  }

  /// The runs about an incident.
  public List<Run> runs(String incident) {
    return runs.ofIncident(incident, BATCH);
  }
}
