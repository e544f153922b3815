package dev.gambeson.response.playbook;

import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.Actor;
import dev.gambeson.response.Incident;
import dev.gambeson.response.IncidentBook;
import dev.gambeson.response.IncidentPolicy;
import dev.gambeson.response.SubjectFilter;
import dev.gambeson.response.action.Action;
import dev.gambeson.response.action.ActionFailedException;
import dev.gambeson.response.action.Actions;
import dev.gambeson.response.action.RecordingActions;
import dev.gambeson.response.store.MemoryIncidentStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Plays a playbook through without doing anything: on a book of incidents of its own, a port that
/// only records, and a clock that jumps to whatever is due next.
///
/// Guaranteed: no action is carried out and no incident is written. With routes included, notices
/// go out over them, each marked `[DRILL]`; otherwise nothing leaves the process.
public final class Drill {
  private static final Actor SECOND_PERSON = Actor.person("drill");
  private static final int MAX_JUMPS = 5000;

  private final Playbook playbook;
  private final Optional<Actions> real;
  private final Optional<Courier> routes;
  private final Clock clock;
  private final MemoryIncidentStore store = new MemoryIncidentStore();
  private final IncidentBook book;
  private final RecordingActions recording;
  private final List<Told> told = new ArrayList<>();

  /// Sends a drill's notice at once.
  public interface Courier {
    /// What would keep the route from being used.
    Optional<String> obstacle(String route);

    /// Sends over the real route, marked as a drill.
    ///
    /// @return why it was not delivered; empty when it was
    Optional<String> send(String route, Incident incident, String text, String key);
  }

  /// What became of one notice; `why` is empty when it was delivered.
  record Told(String route, Optional<String> why) {}

  /// What a drill saw.
  ///
  /// @param run the run; empty when the playbook was not triggered
  /// @param calls what the port was asked to do
  /// @param holdsAfter what still holds when every end has passed
  /// @param told what was sent; empty when routes were left out
  /// @param containedAfter from the alert to the first restriction, if there is one, when people
  ///   agree at once
  /// @param approvalsBefore how much longer when they agree at the last moment
  /// @param missing obstacles, one clause each, by step
  /// @param portAsked whether a real port was asked for obstacles
  /// @param routesAsked whether real routes were included
  public record Story(
      Optional<Run> run,
      List<RecordingActions.Call> calls,
      List<Action> holdsAfter,
      List<String> told,
      List<String> notTold,
      Optional<Duration> containedAfter,
      Duration approvalsBefore,
      List<String> missing,
      boolean portAsked,
      boolean routesAsked) {
    public Story {
      calls = List.copyOf(calls);
      holdsAfter = List.copyOf(holdsAfter);
      told = List.copyOf(told);
      notTold = List.copyOf(notTold);
      missing = List.copyOf(missing);
    }
  }

  private static final class Clock implements InstantSource {
    private Instant now;

    Clock(Instant start) {
      this.now = start;
    }

    @Override
    public Instant instant() {
      return now;
    }

    void jump(Instant to) {
      now = to.isAfter(now) ? to : now;
    }
  }

  private Drill(
      Playbook playbook, Optional<Actions> real, Optional<Courier> routes, Instant start) {
    this.playbook = playbook;
    this.real = real;
    this.routes = routes;
    this.clock = new Clock(start);
    this.book = new IncidentBook(store, IncidentPolicy.defaults(), clock);
    this.recording = new RecordingActions(a -> real.flatMap(r -> r.obstacle(a)));
  }

  /// Plays it through.
  ///
  /// @param playbook run as if its mode were `enforce`
  /// @param sample an alert it is made for
  /// @param real asked for obstacles only; empty: nobody is asked
  /// @param routes empty: nothing is sent and no route is asked about
  /// @param start the time at which the drill's clock begins
  public static Story play(
      Playbook playbook,
      Alert sample,
      Optional<Actions> real,
      Optional<Courier> routes,
      Instant start) {
    Playbook enforced =
        new Playbook(
            playbook.id(),
            playbook.title(),
            playbook.description(),
            Playbook.Mode.ENFORCE,
            playbook.trigger(),
            playbook.maxTargets(),
            playbook.steps(),
            playbook.source());
    return new Drill(enforced, real, routes, start).play(sample);
  }

  /// An alert that a playbook's trigger fits, about a client and model that do not exist unless the
  /// trigger names some.
  public static Alert sample(Playbook playbook, Instant time) {
    Trigger trigger =
        playbook
            .trigger()
            .orElse(
                new Trigger(
                    List.of("GB-GRD-001"),
                    Severity.HIGH,
                    SubjectFilter.any(),
                    1,
                    Duration.ofHours(1)));
    String check = trigger.checks().getFirst();
    if (check.endsWith("*")) {
      String stem = check.equals("GB-*") ? "GB-GRD-" : check.substring(0, check.length() - 1);
      check = stem + "000".substring(stem.length() - stem.lastIndexOf('-') - 1);
    }
    SubjectFilter about = trigger.subject();
    return new Alert(
        "drill",
        time,
        check,
        trigger.severity(),
        "Sample alert of a drill",
        "Nothing of this is real.",
        new Alert.Subject(
            name(about.tenant(), "drill"),
            name(about.client(), "drill-client"),
            name(about.model(), "drill-model"),
            name(about.version(), "1")),
        Optional.empty(),
        Map.of());
  }

  private static String name(SubjectFilter.Part part, String byDefault) {
    return switch (part) {
      case SubjectFilter.Part.Any _, SubjectFilter.Part.Present _ -> byDefault;
      case SubjectFilter.Part.Absent _ -> "";
      case SubjectFilter.Part.OneOf one -> one.names().stream().sorted().findFirst().orElse("");
    };
  }

  private Story play(Alert sample) {
    PlaybookRunner runner =
        new PlaybookRunner(
            store,
            book,
            () -> List.of(playbook),
            recording,
            notifier(),
            clock,
            new PlaybookRunner.Settings("drill", Duration.ofMinutes(1)));
    Incident incident = raise(runner, sample);
    Instant begin = clock.instant();
    Optional<Run> run = runner.runs(incident.id()).stream().findFirst();
    if (run.isEmpty()) {
      return new Story(
          run,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          Duration.ZERO,
          List.of(),
          real.isPresent(),
          routes.isPresent());
    }
    List<String> missing = missing(run.get());
    Optional<Instant> contained = Optional.empty();
    String id = run.get().id();
    for (int i = 0; i < MAX_JUMPS; i++) {
      agree(runner, id);
      contained =
          contained.or(() -> restricted() ? Optional.of(clock.instant()) : Optional.empty());
      Optional<Instant> due = runner.run(id).flatMap(Run::due);
      if (due.isEmpty()) {
        break;
      }
      clock.jump(due.get());
      runner.tick();
    }
    return new Story(
        runner.run(id),
        recording.calls(),
        List.copyOf(recording.holds().values()),
        told.stream().filter(t -> t.why().isEmpty()).map(Told::route).toList(),
        told.stream().flatMap(t -> t.why().map(w -> t.route() + ": " + w).stream()).toList(),
        contained.map(t -> Duration.between(begin, t)),
        approvals(),
        missing,
        real.isPresent(),
        routes.isPresent());
  }

  private Incident raise(PlaybookRunner runner, Alert sample) {
    int times = playbook.trigger().map(Trigger::count).orElse(1);
    Incident incident = null;
    for (int i = 0; i < Math.min(times, 1000); i++) {
      Alert one =
          new Alert(
              sample.id() + "/" + i,
              clock.instant(),
              sample.check(),
              sample.severity(),
              sample.title(),
              sample.message(),
              sample.subject(),
              sample.estimate(),
              sample.facts());
      incident = runner.take(one).orElseThrow();
    }
    if (incident == null) {
      throw new IllegalStateException("a trigger counts at least one alert");
    }
    if (playbook.trigger().isEmpty()) {
      runner.start(incident.id(), playbook, sample.subject(), Actor.person("drill-requester"));
    }
    return incident;
  }

  private void agree(PlaybookRunner runner, String id) {
    for (String step : runner.run(id).map(Run::needPerson).orElse(List.of())) {
      if (runner.run(id).orElseThrow().step(step).status() == StepRun.Status.AWAITING) {
        runner.approve(id, step, SECOND_PERSON);
      }
    }
  }

  private boolean restricted() {
    return !recording.holds().isEmpty();
  }

  /// Time for approvals before and of the first restricting step.
  private Duration approvals() {
    Duration sum = Duration.ZERO;
    for (Step step : playbook.steps()) {
      sum = sum.plus(step.approval().orElse(Duration.ZERO));
      if (restricts(step.task())) {
        return sum;
      }
    }
    return sum;
  }

  private static boolean restricts(Step.Task task) {
    return switch (task) {
      case Step.Task.BlockClient _,
          Step.Task.Tighten _,
          Step.Task.RollBack _,
          Step.Task.Quarantine _,
          Step.Task.FreezeKey _ ->
          true;
      case Step.Task.RotateKey _, Step.Task.Notify _, Step.Task.OpenCase _, Step.Task.Wait _ ->
          false;
    };
  }

  private List<String> missing(Run run) {
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < run.steps().size(); i++) {
      String step = playbook.steps().get(i).id();
      if (playbook.steps().get(i).task() instanceof Step.Task.Notify notify) {
        routes.ifPresent(c ->
            notify
                .routes()
                .forEach(r -> c.obstacle(r).ifPresent(o -> missing.add(step + ": " + o))));
      }
      Binder.action(run, i)
          .flatMap(a -> real.flatMap(r -> r.obstacle(a)))
          .ifPresent(o -> missing.add(step + ": " + o));
    }
    return missing;
  }

  private Notifier notifier() {
    return new Notifier() {
      @Override
      public Optional<String> obstacle(String route) {
        return routes.flatMap(c -> c.obstacle(route));
      }

      @Override
      public void tell(String route, Incident incident, String text, String key)
          throws ActionFailedException {
        routes.ifPresent(c -> told.add(new Told(route, c.send(route, incident, text, key))));
      }
    };
  }
}
