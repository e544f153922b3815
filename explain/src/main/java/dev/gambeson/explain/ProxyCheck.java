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
import dev.gambeson.core.data.Column;
import dev.gambeson.core.model.AuditSubject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// GB-EXP-003: do features that stand for a protected attribute drive decisions?
final class ProxyCheck implements Check<AuditSubject> {
  private static final String ASSOCIATION = "min-association";
  private static final String LIMIT = "max-share";
  private static final int FEATURE_BINS = 10;
  private static final int GROUP_BINS = 4;
  private static final int MOST_GROUPS = 50;

  static final CheckInfo INFO =
      new CheckInfo(
          "GB-EXP-003",
          "Proxies of protected attributes",
          "Do other features that tell a protected attribute drive the decisions?",
          "A model that is not given an attribute can still decide by it, through columns that"
              + " tell it.",
          "Association of each feature with the attribute by Cramér's V, bias-corrected (Bergsma"
              + " 2013), numbers cut into ten quantile groups (the attribute into four); those at"
              + " or above min-association are proxies. Judged is their common share in all"
              + " absolute Shapley values (GB-EXP-001), 95 % interval over rows. Beside it, how"
              + " well naive Bayes tells the attribute's largest group from the model's other"
              + " features (AUC on rows not learnt from).",
          "Association is looked for one feature at a time; features that tell the attribute only"
              + " together show in the AUC, not in the verdict. A proxy may have a good reason to"
              + " count: whether it is one, only the purpose of the model can say. The choice of"
              + " proxies by V is not covered by the interval.",
          "For each proxy, ask what it adds beyond the attribute. Drop or coarsen those without a"
              + " good reason, or train under a fairness constraint; then look at the GB-FAIR"
              + " checks again.",
          Severity.MEDIUM,
          List.of("AML.T0048.002"),
          List.of(
              new CheckInfo.Parameter(
                  ASSOCIATION, 0.3, 0, 1, "Cramér's V from which a feature counts as a proxy."),
              new CheckInfo.Parameter(
                  LIMIT,
                  0.25,
                  0,
                  1,
                  "Largest common share of the proxies in all absolute Shapley values.")));

  private final Measurement measurement;

  ProxyCheck(Measurement measurement) {
    this.measurement = measurement;
  }

  /// One feature's tie to the attribute.
  private record Tie(int feature, String name, double v, Estimate share) {}

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public List<CheckResult> run(AuditSubject subject, CheckContext context) {
    if (subject.protectedColumns().isEmpty()) {
      return List.of(CheckResult.notExamined(INFO.id(), "", DirectUseCheck.NONE_NAMED));
    }
    Drivers drivers = measurement.of(subject, context);
    return subject.protectedColumns().stream()
        .map(column -> judge(subject, context, drivers, column))
        .toList();
  }

  private static CheckResult judge(
      AuditSubject subject, CheckContext context, Drivers drivers, String column) {
    Optional<Column> found = drivers.sample().data().find(column);
    if (found.isEmpty()) {
      return CheckResult.notExamined(INFO.id(), column, "the test data has no column " + column);
    }
    Codes groups = Codes.of(found.get(), GROUP_BINS);
    if (groups.count() < 2 || groups.count() > MOST_GROUPS) {
      return CheckResult.notExamined(
          INFO.id(),
          column,
          "%s has %d distinct values; 2 to %d are needed"
              .formatted(column, groups.count(), MOST_GROUPS));
    }
    List<Tie> ties = new ArrayList<>();
    List<Codes> others = new ArrayList<>();
    List<Estimate> shares = drivers.shares();
    for (int f = 0; f < drivers.names().size(); f++) {
      String name = drivers.names().get(f);
      Optional<Column> data = drivers.sample().data().find(name);
      if (!name.equals(column) && data.isPresent()) {
        Codes codes = Codes.of(data.get(), FEATURE_BINS);
        others.add(codes);
        ties.add(new Tie(f, name, Codes.cramersV(codes, groups), shares.get(f)));
      }
    }
    ties.sort(Comparator.comparingDouble(t -> -t.v()));
    return result(subject, context, drivers, column, ties, told(column, groups, others));
  }

  private static Estimate told(String column, Codes groups, List<Codes> others) {
    int largest = groups.largest();
    boolean[] target = new boolean[groups.codes().length];
    for (int i = 0; i < target.length; i++) {
      target[i] = groups.codes()[i] == largest;
    }
    return NaiveBayes.auc(
        "AUC of telling the largest group of " + column + " from other features", others, target);
  }

  private static CheckResult result(
      AuditSubject subject,
      CheckContext context,
      Drivers drivers,
      String column,
      List<Tie> ties,
      Estimate told) {
    double least = context.parameter(INFO, ASSOCIATION);
    double limit = context.parameter(INFO, LIMIT);
    List<Tie> proxies = ties.stream().filter(t -> t.v() >= least).toList();
    String name = "share of proxies of " + column + " in |SHAP|";
    Estimate share =
        drivers.share(
            name,
            f -> proxies.stream().anyMatch(t -> t.feature() == f),
            subject.protectedColumns().size());
    if (!share.isDefined()) {
      return CheckResult.inconclusive(INFO.id(), column, name + " is " + share.method());
    }
    Outcome outcome = Outcome.atMost(share, limit);
    String measured = sentence(column, proxies, share, told, least);
    List<Finding> findings =
        outcome instanceof Outcome.Fail
            ? List.of(
                new Finding(
                    INFO.id(),
                    column,
                    context.severity(INFO),
                    "Proxies of '" + column + "' drive decisions",
                    measured + " The limit is " + Text.percent(limit) + ".",
                    Where.file(subject.file().toString()).atColumn(proxies.getFirst().name()),
                    INFO.fix()))
            : List.of();
    return CheckResult.of(
        INFO.id(),
        column,
        outcome,
        measured + " (" + ExplainChecks.method(drivers) + ")",
        List.of(share, told),
        findings,
        List.of(table(column, ties, drivers)));
  }

  private static String sentence(
      String column, List<Tie> proxies, Estimate share, Estimate told, double least) {
    String auc =
        told.isDefined()
            ? " Together, a simple model tells the largest group of %s with AUC %s."
                .formatted(column, Text.number(told.value()))
            : "";
    if (proxies.isEmpty()) {
      return "No feature is tied to %s with Cramér's V of %s or more.%s"
          .formatted(column, Text.number(least), auc);
    }
    String names =
        String.join(
            ", ",
            proxies.stream()
                .map(t -> "%s (V %s)".formatted(t.name(), Text.number(t.v())))
                .toList());
    return "Features tied to %s: %s. They make up %s of what moves the decisions, interval [%s, %s].%s"
        .formatted(
            column,
            names,
            Text.percent(share.value()),
            Text.percent(share.low()),
            Text.percent(share.high()),
            auc);
  }

  private static Exhibit table(String column, List<Tie> ties, Drivers drivers) {
    List<List<String>> rows =
        ties.stream()
            .limit(20)
            .map(t -> List.of(t.name(), Text.number(t.v()), Text.percent(t.share().value())))
            .toList();
    return new Exhibit.Table(
        "Features tied to " + column,
        "Cramér's V on %d test rows, and the feature's share in mean |SHAP|; strongest tie first."
            .formatted(drivers.sample().size()),
        List.of("feature", "Cramér's V", "share of decisions"),
        rows);
  }
}
