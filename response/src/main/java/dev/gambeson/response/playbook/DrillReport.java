package dev.gambeson.response.playbook;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Where;
import dev.gambeson.response.ResponseChecks;
import dev.gambeson.response.action.Action;
import java.time.Duration;
import java.util.List;

/// What a drill showed, as results of checks: what would happen, how long it takes, what is
/// missing.
public final class DrillReport {
  private final Playbook playbook;
  private final Drill.Story story;
  private final CheckContext context;

  private DrillReport(Playbook playbook, Drill.Story story, CheckContext context) {
    this.playbook = playbook;
    this.story = story;
    this.context = context;
  }

  /// The results, one for each of [ResponseChecks#all].
  public static List<CheckResult> of(Playbook playbook, Drill.Story story, CheckContext context) {
    DrillReport report = new DrillReport(playbook, story, context);
    if (story.run().isEmpty()) {
      return ResponseChecks.all().stream().map(report::notStarted).toList();
    }
    return List.of(
        report.result(
            ResponseChecks.TRIGGERS,
            Estimate.exact("sample alerts that did not start the playbook", 0, 1),
            List.of(),
            "The playbook starts on its sample alert."),
        story.portAsked()
            ? report.possible()
            : CheckResult.notExamined(
                ResponseChecks.POSSIBLE.id(),
                playbook.id(),
                "Nobody was asked whether overlays, versions and clients exist: drill in the gateway for that."),
        report.containment(),
        report.ends(),
        story.routesAsked()
            ? report.delivers()
            : CheckResult.notExamined(
                ResponseChecks.DELIVERS.id(),
                playbook.id(),
                "Routes were left out of this drill; include them to see whether they deliver."));
  }

  private CheckResult notStarted(CheckInfo info) {
    return info.equals(ResponseChecks.TRIGGERS)
        ? result(
            info,
            Estimate.exact("sample alerts that did not start the playbook", 1, 1),
            List.of("The sample alert did not start the playbook '" + playbook.id() + "'."),
            "The playbook does not start on its sample alert.")
        : CheckResult.notExamined(info.id(), playbook.id(), "The playbook did not start.");
  }

  private CheckResult possible() {
    return result(
        ResponseChecks.POSSIBLE,
        Estimate.exact("obstacles", story.missing().size(), playbook.steps().size()),
        story.missing().stream().map(m -> "Step " + m + ".").toList(),
        "%d of %d steps meet an obstacle."
            .formatted(story.missing().size(), playbook.steps().size()));
  }

  private CheckResult containment() {
    CheckInfo info = ResponseChecks.CONTAINMENT;
    if (story.containedAfter().isEmpty()) {
      return CheckResult.notExamined(
          info.id(), playbook.id(), "No step of the playbook restricted anything.");
    }
    double low = minutes(story.containedAfter().get());
    double high = low + minutes(story.approvalsBefore());
    Estimate time =
        new Estimate(
            "minutes from alert to first restriction",
            low,
            low,
            high,
            1,
            "added up on the drill's clock; high end: every approval at the last moment");
    Outcome outcome = Outcome.atMost(time, context.parameter(info, "max-minutes"));
    String summary =
        "The first restriction holds %.0f to %.0f minutes after the alert.".formatted(low, high);
    List<Finding> findings =
        outcome instanceof Outcome.Fail ? List.of(finding(info, summary)) : List.of();
    return CheckResult.of(
        info.id(), playbook.id(), outcome, summary, List.of(time), findings, List.of(timeline()));
  }

  private static double minutes(Duration time) {
    return time.toMillis() / 60_000.0;
  }

  private CheckResult ends() {
    List<String> without =
        story.holdsAfter().stream().filter(DrillReport::ofClient).map(Action::describe).toList();
    return result(
        ResponseChecks.ENDS,
        Estimate.exact(
            "restrictions of clients without an end", without.size(), story.calls().size()),
        without.stream().map(w -> "This stays until a person undoes it: " + w + ".").toList(),
        "%d restrictions of a client do not end by themselves.".formatted(without.size()));
  }

  private static boolean ofClient(Action action) {
    return switch (action) {
      case Action.BlockClient _, Action.FreezeKey _ -> true;
      case Action.Tighten t -> !t.clientKey().isEmpty();
      case Action.RollBack _, Action.Quarantine _, Action.RotateKey _, Action.OpenCase _ -> false;
    };
  }

  private CheckResult delivers() {
    int all = story.told().size() + story.notTold().size();
    if (all == 0) {
      return CheckResult.notExamined(
          ResponseChecks.DELIVERS.id(), playbook.id(), "The playbook told nobody.");
    }
    return result(
        ResponseChecks.DELIVERS,
        Estimate.exact("notices that were not delivered", story.notTold().size(), all),
        story.notTold().stream().map(n -> "Route " + n + ".").toList(),
        "%d of %d notices were not delivered.".formatted(story.notTold().size(), all));
  }

  private CheckResult result(
      CheckInfo info, Estimate estimate, List<String> wrong, String summary) {
    List<Finding> findings = wrong.stream().map(w -> finding(info, w)).toList();
    Outcome outcome = findings.isEmpty() ? new Outcome.Pass() : new Outcome.Fail();
    return CheckResult.of(
        info.id(), playbook.id(), outcome, summary, List.of(estimate), findings, List.of());
  }

  private Finding finding(CheckInfo info, String message) {
    return new Finding(
        info.id(),
        playbook.id(),
        context.severity(info),
        info.title(),
        message,
        Where.file(playbook.id()),
        info.fix());
  }

  private Exhibit timeline() {
    List<Run.Line> history = story.run().map(Run::history).orElse(List.of());
    return new Exhibit.Table(
        "What the playbook '" + playbook.id() + "' would do",
        "On the drill's clock; nothing of it was carried out.",
        List.of("time", "step", "phase", "what"),
        history.stream()
            .map(l -> List.of(l.time().toString(), l.step(), l.phase().id(), l.text()))
            .toList());
  }
}
