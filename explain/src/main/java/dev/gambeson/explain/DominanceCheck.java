package dev.gambeson.explain;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.core.model.AuditSubject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// GB-EXP-001: what drives decisions, and is it one feature alone?
final class DominanceCheck implements Check<AuditSubject> {
  private static final String LIMIT = "max-share";

  static final CheckInfo INFO =
      new CheckInfo(
          "GB-EXP-001",
          "Drivers of decisions",
          "Which features drive the model's decisions, and does one of them alone decide?",
          "A model that rests on one feature is easy to fool by changing it, fails when it fails,"
              + " and often gives away a leak of the label into the data.",
          "Shapley values on a seeded sample of test rows, summed per raw feature: interventional"
              + " TreeSHAP for trees (Lundberg et al. 2020; 1,000 rows, 100 background rows),"
              + " permutation SHAP otherwise (300 rows, 20 background rows). A feature's share is"
              + " its part of all absolute values. Beside it, permutation importance (Breiman"
              + " 2001) on up to 4,000 rows in 10 folds.",
          "Shapley values say what the model uses, not what causes the outcome. Correlated"
              + " features share and hide importance. Background values may make rows that cannot"
              + " exist. Intervals of shares cover the choice of the rows explained, not that of"
              + " the background rows or of the orders of features.",
          "Ask where the feature comes from and whether it is known at decision time. If it leaks"
              + " the label, drop it; if not, add sources of evidence, or limit its influence.",
          Severity.MEDIUM,
          List.of("ML01:2023", "AML.T0043"),
          List.of(
              new CheckInfo.Parameter(
                  LIMIT,
                  0.5,
                  0,
                  1,
                  "Largest share of one feature in all absolute Shapley values.")));

  private final Measurement measurement;

  DominanceCheck(Measurement measurement) {
    this.measurement = measurement;
  }

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public List<CheckResult> run(AuditSubject subject, CheckContext context) {
    Drivers drivers = measurement.of(subject, context);
    List<Estimate> shares = drivers.shares();
    int top =
        IntStream.range(0, shares.size())
            .boxed()
            .max(Comparator.comparingDouble(f -> shares.get(f).value()))
            .orElseThrow();
    Estimate share = shares.get(top);
    if (!share.isDefined()) {
      return List.of(
          CheckResult.inconclusive(INFO.id(), "", "What drives decisions is " + share.method()));
    }
    double limit = context.parameter(INFO, LIMIT);
    Outcome outcome = Outcome.atMost(share, limit);
    String name = drivers.names().get(top);
    Estimate drop = drivers.importance().get(top);
    String summary = summary(drivers, shares, name, share, drop);
    List<Finding> findings =
        outcome instanceof Outcome.Fail
            ? List.of(finding(subject, context, name, share, drop, limit))
            : List.of();
    List<Estimate> estimates = new ArrayList<>(List.of(share, drop));
    shares.stream()
        .filter(e -> !e.equals(share))
        .sorted(Comparator.comparingDouble(e -> -e.value()))
        .limit(9)
        .forEach(estimates::add);
    return List.of(
        CheckResult.of(
            INFO.id(), "", outcome, summary, estimates, findings, charts(drivers, shares)));
  }

  private static String summary(
      Drivers drivers, List<Estimate> shares, String name, Estimate share, Estimate drop) {
    String second =
        IntStream.range(0, shares.size())
            .boxed()
            .filter(f -> !shares.get(f).equals(share))
            .max(Comparator.comparingDouble(f -> shares.get(f).value()))
            .map(f ->
                ", then %s (%s)"
                    .formatted(drivers.names().get(f), Text.percent(shares.get(f).value())))
            .orElse("");
    return "%s moves decisions most: %s of all attribution [%s, %s]%s. The %s is %s. (%s)"
        .formatted(
            name,
            Text.percent(share.value()),
            Text.percent(share.low()),
            Text.percent(share.high()),
            second,
            drop.name(),
            Text.number(drop.value()),
            ExplainChecks.method(drivers));
  }

  private static Finding finding(
      AuditSubject subject,
      CheckContext context,
      String name,
      Estimate share,
      Estimate drop,
      double limit) {
    return new Finding(
        INFO.id(),
        "",
        context.severity(INFO),
        "One feature decides: '" + name + "'",
        "%s makes up %s of all attribution (interval from %s), above the limit %s; the %s is %s. Whoever controls this feature controls the decision, and a feature this strong may hold the answer already."
            .formatted(
                name,
                Text.percent(share.value()),
                Text.percent(share.low()),
                Text.percent(limit),
                drop.name(),
                Text.number(drop.value())),
        Where.file(subject.file().toString()).atColumn(name),
        INFO.fix());
  }

  private static List<Exhibit> charts(Drivers drivers, List<Estimate> shares) {
    return List.of(
        ExplainChecks.bars(
            "Share of each feature in the model's decisions",
            "Mean |SHAP| of a feature over that of all features; whiskers hold together at 95 %. "
                + ExplainChecks.method(drivers)
                + ".",
            "share of mean |SHAP|",
            drivers.names(),
            shares),
        ExplainChecks.bars(
            "Permutation importance",
            "Loss of quality when the feature is shuffled, over folds of %d test rows; whiskers are 95 %% t intervals."
                .formatted(drivers.sample().size()),
            "drop",
            drivers.names(),
            drivers.importance()));
  }
}
