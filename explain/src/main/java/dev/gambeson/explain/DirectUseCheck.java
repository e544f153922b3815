package dev.gambeson.explain;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.core.model.AuditSubject;
import java.util.List;

/// GB-EXP-002: does the model use a protected attribute itself?
final class DirectUseCheck implements Check<AuditSubject> {
  static final String NONE_NAMED =
      "no protected attributes were named (for example --protected sex,age)";
  private static final String LIMIT = "max-share";

  static final CheckInfo INFO =
      new CheckInfo(
          "GB-EXP-002",
          "Direct use of protected attributes",
          "Does a protected attribute that the model is given move its decisions?",
          "Deciding by sex, race or age directly is disparate treatment, unlawful in many uses"
              + " whatever the outcome rates are.",
          "The attribute's share in all absolute Shapley values, as in GB-EXP-001, with its 95 %"
              + " interval over rows.",
          "Shows use of the attribute itself. Use through other columns is what GB-EXP-003 looks"
              + " for; unequal outcomes are what the GB-FAIR checks look for.",
          "Remove the attribute from the inputs and train again, then look at GB-EXP-003 and the"
              + " GB-FAIR checks: without it, other columns may take its part.",
          Severity.HIGH,
          List.of("AML.T0048.002"),
          List.of(
              new CheckInfo.Parameter(
                  LIMIT,
                  0.05,
                  0,
                  1,
                  "Largest share of a protected attribute in all absolute Shapley values.")));

  private final Measurement measurement;

  DirectUseCheck(Measurement measurement) {
    this.measurement = measurement;
  }

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public List<CheckResult> run(AuditSubject subject, CheckContext context) {
    if (subject.protectedColumns().isEmpty()) {
      return List.of(CheckResult.notExamined(INFO.id(), "", NONE_NAMED));
    }
    Drivers drivers = measurement.of(subject, context);
    return subject.protectedColumns().stream()
        .map(column -> judge(subject, context, drivers, column))
        .toList();
  }

  private static CheckResult judge(
      AuditSubject subject, CheckContext context, Drivers drivers, String column) {
    int feature = drivers.names().indexOf(column);
    String name = "share of " + column + " in |SHAP|";
    if (feature < 0) {
      Estimate none = Estimate.exact(name, 0, drivers.attribution().rows());
      return CheckResult.of(
          INFO.id(),
          column,
          new Outcome.Pass(),
          column + " is not among the model's inputs (GB-EXP-003 looks for proxies).",
          List.of(none),
          List.of(),
          List.of());
    }
    Estimate share = drivers.share(name, f -> f == feature, subject.protectedColumns().size());
    if (!share.isDefined()) {
      return CheckResult.inconclusive(INFO.id(), column, name + " is " + share.method());
    }
    double limit = context.parameter(INFO, LIMIT);
    Outcome outcome = Outcome.atMost(share, limit);
    String measured =
        "%s makes up %s of what moves the decisions, interval [%s, %s]."
            .formatted(
                column,
                Text.percent(share.value()),
                Text.percent(share.low()),
                Text.percent(share.high()));
    List<Finding> findings =
        outcome instanceof Outcome.Fail
            ? List.of(
                new Finding(
                    INFO.id(),
                    column,
                    context.severity(INFO),
                    "Decisions rest on '" + column + "'",
                    measured + " The limit is " + Text.percent(limit) + ".",
                    Where.file(subject.file().toString()).atColumn(column),
                    INFO.fix()))
            : List.of();
    return CheckResult.of(
        INFO.id(),
        column,
        outcome,
        measured + " (" + ExplainChecks.method(drivers) + ")",
        List.of(share, drivers.importance().get(feature)),
        findings,
        List.of());
  }
}
