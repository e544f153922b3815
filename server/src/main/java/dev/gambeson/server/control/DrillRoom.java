package dev.gambeson.server.control;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.Entry;
import dev.gambeson.response.IncidentEvent;
import dev.gambeson.response.ResponseChecks;
import dev.gambeson.response.action.Actions;
import dev.gambeson.response.playbook.Drill;
import dev.gambeson.response.playbook.DrillReport;
import dev.gambeson.response.playbook.Playbook;
import dev.gambeson.response.playbook.Run;
import dev.gambeson.response.playbook.Step;
import dev.gambeson.response.route.Route;
import dev.gambeson.response.route.RouteCourier;
import dev.gambeson.server.admin.port.IncidentsControl.Answered;
import dev.gambeson.server.admin.port.IncidentsControl.Drilled;
import dev.gambeson.server.admin.port.IncidentsControl.Event;
import dev.gambeson.server.admin.port.IncidentsControl.Planned;
import dev.gambeson.server.admin.port.IncidentsControl.Result;
import dev.gambeson.server.admin.port.Rejected;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Plays playbooks through with the gateway's own actions asked what stands in the way, and nothing
/// done ([Drill]).
final class DrillRoom {
  private final Actions actions;
  private final Map<String, Route> routes;
  private final InstantSource clock;

  /// @param routes whom incidents are told to, by name
  DrillRoom(Actions actions, Map<String, Route> routes, InstantSource clock) {
    this.actions = actions;
    this.routes = Map.copyOf(routes);
    this.clock = clock;
  }

  /// A drill on a made-up alert.
  ///
  /// @param notices whether its notices go out over the real routes, marked as a drill
  Drilled drill(Playbook playbook, boolean notices) {
    Instant now = clock.instant();
    Drill.Story story =
        Drill.play(
            playbook,
            Drill.sample(playbook, now),
            Optional.of(actions),
            notices ? Optional.of(new RouteCourier(routes, clock)) : Optional.empty(),
            now);
    try (Workers workers = new Workers(1)) {
      CheckContext context =
          new CheckContext(Policy.defaults(), new Seed(42), workers, Progress.silent());
      return new Drilled(
          playbook.id(),
          DrillReport.of(playbook, story, context).stream().map(DrillRoom::answered).toList(),
          story.run().map(Run::history).orElse(List.of()).stream().map(DrillRoom::event).toList());
    }
  }

  private static Answered answered(CheckResult result) {
    String title =
        ResponseChecks.all().stream()
            .filter(i -> i.id().equals(result.check()))
            .map(CheckInfo::title)
            .findFirst()
            .orElse(result.check());
    return new Answered(
        result.check(),
        title,
        result(result.outcome()),
        result.summary(),
        result.findings().stream().map(Finding::message).toList());
  }

  private static Result result(Optional<Outcome> outcome) {
    return outcome
        .map(o ->
            switch (o) {
              case Outcome.Pass _ -> Result.FINE;
              case Outcome.Fail _ -> Result.WRONG;
              case Outcome.Inconclusive _ -> Result.DEPENDS;
            })
        .orElse(Result.NOT_ASKED);
  }

  private static Event event(Run.Line line) {
    String phase = line.phase().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return new Event(
        line.time(),
        "step",
        line.step().isEmpty() ? line.who().name() : line.step(),
        phase + ": " + line.text());
  }

  /// What a playbook would do about an incident now, step by step.
  ///
  /// @param timeline of the incident
  List<Planned> dryRun(Playbook playbook, List<IncidentEvent> timeline) {
    Alert alert = cause(timeline);
    Drill.Story story =
        Drill.play(playbook, alert, Optional.of(actions), Optional.empty(), clock.instant());
    if (story.run().isEmpty()) {
      throw Rejected.conflict(
          "This playbook does not start on this incident: its trigger does not fit alert %s about %s."
              .formatted(alert.check(), about(alert.subject())));
    }
    List<Planned> planned = new ArrayList<>();
    for (Step step : playbook.steps()) {
      planned.add(
          new Planned(
              IncidentsDesk.words(step.task()),
              step.approval().isPresent(),
              effect(story, step.id())));
    }
    return planned;
  }

  private static Alert cause(List<IncidentEvent> timeline) {
    return timeline.stream()
        .map(IncidentEvent::entry)
        .filter(Entry.Raised.class::isInstance)
        .map(Entry.Raised.class::cast)
        .map(Entry.Raised::alert)
        .findFirst()
        .orElseThrow(() -> Rejected.notFound("The incident has no alert."));
  }

  private static String about(Alert.Subject s) {
    return s.client().isEmpty() ? "model " + s.model() : "client " + s.client();
  }

  private static String effect(Drill.Story story, String step) {
    List<String> obstacles =
        story.missing().stream().filter(m -> m.startsWith(step + ": ")).toList();
    if (!obstacles.isEmpty()) {
      return "would do nothing: "
          + obstacles.stream()
              .map(o -> o.substring(step.length() + 2))
              .collect(Collectors.joining("; "));
    }
    List<Run.Line> lines =
        story.run().map(Run::history).orElse(List.of()).stream()
            .filter(l -> l.step().equals(step))
            .toList();
    return lines.stream()
        .filter(l -> l.phase() == Entry.Phase.DONE)
        .findFirst()
        .or(() -> lines.stream().reduce((_, last) -> last))
        .map(Run.Line::text)
        .orElse("would not be reached");
  }
}
