package dev.gambeson.redteam.evasion;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.core.model.AuditSubject;
import java.util.ArrayList;
import java.util.List;

/// Turns what an attack did into a check's result. Rows that were fooled are facts, so a failure
/// stands whatever else is odd; a pass needs an attack that worked as it should.
final class AttackVerdict {
  private AttackVerdict() {}

  static CheckResult of(
      CheckInfo info,
      AuditSubject subject,
      CheckContext context,
      AttackResult result,
      List<String> signs,
      List<Exhibit> exhibits) {
    double limit = context.parameter(info, "max-success");
    Estimate success = result.success();
    Outcome outcome = outcome(success, limit, signs);
    Estimate robust = result.robustAccuracy(result.threat().epsilon());
    String summary = summary(result, success, robust, signs);
    List<Finding> findings = new ArrayList<>();
    if (outcome instanceof Outcome.Fail) {
      findings.add(
          new Finding(
              info.id(),
              "",
              context.severity(info),
              title(info),
              summary + " The policy allows " + Text.percent(limit) + ".",
              Where.file(subject.file().toString()),
              info.fix()));
    }
    return CheckResult.of(
        info.id(), "", outcome, summary, List.of(success, robust), findings, exhibits);
  }

  private static String title(CheckInfo info) {
    return switch (info.id()) {
      case "GB-EVA-001" -> "Decisions suffice to find small changes that flip them";
      case "GB-EVA-002" -> "Scores suffice to find small changes that flip decisions";
      case "GB-EVA-003" -> "Knowing the trees suffices to find small changes that flip decisions";
      default -> "Small changes flip correct decisions";
    };
  }

  private static Outcome outcome(Estimate success, double limit, List<String> signs) {
    Outcome judged = Outcome.atMost(success, limit);
    return switch (judged) {
      case Outcome.Fail fail -> fail;
      case Outcome.Inconclusive open -> open;
      case Outcome.Pass pass ->
          signs.isEmpty() ? pass : new Outcome.Inconclusive("Not shown: " + signs.getFirst() + ".");
    };
  }

  private static String summary(
      AttackResult result, Estimate success, Estimate robust, List<String> signs) {
    ThreatModel threat = result.threat();
    if (!success.isDefined()) {
      return "No row is classified correctly, so there was nothing to attack.";
    }
    String text =
        "Changing each number by at most %s standard deviations and %d %s, %s fools %s of %d correctly classified rows (95 %% interval %s to %s); robust accuracy is %s."
            .formatted(
                Text.number(threat.epsilon()),
                threat.maxCategorical(),
                threat.maxCategorical() == 1 ? "category" : "categories",
                result.attack(),
                Text.percent(success.value()),
                success.n(),
                Text.percent(success.low()),
                Text.percent(success.high()),
                Text.percent(robust.value()));
    return signs.isEmpty() ? text : text + " Mind: " + String.join("; ", signs) + ".";
  }
}
