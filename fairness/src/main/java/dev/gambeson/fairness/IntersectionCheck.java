package dev.gambeson.fairness;

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
import java.util.Optional;
import java.util.stream.Stream;

/// Groups formed by several attributes at once.
final class IntersectionCheck implements Check<AuditSubject> {
  private static final String POOLED = "small groups together";
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-FAIR-004",
          "Disparate impact on intersections",
          "Is every combination of protected attributes selected at least four fifths as often as"
              + " the combination that is selected most?",
          "A model can treat women and the old fairly on average and old women badly (Crenshaw 1989).",
          "All protected attributes crossed; ratio of selection rates to the combination with the"
              + " highest rate, Katz intervals that hold for all combinations at once (Bonferroni)."
              + " Combinations below min-rows are judged together as one. Smoothed differential"
              + " fairness (Foulds et al. 2018) over all combinations is reported.",
          "Small combinations cannot be judged one by one; pooling them can hide opposite gaps."
              + " Combinations below suppress-under are counted but not shown, for privacy.",
          "As for GB-FAIR-001, for the combination that is named; collect more data about"
              + " combinations that are too small to judge.",
          Severity.MEDIUM,
          List.of("AML.T0048.002"),
          parameters());

  private static List<CheckInfo.Parameter> parameters() {
    List<CheckInfo.Parameter> all = new ArrayList<>();
    all.add(
        new CheckInfo.Parameter(
            "min-ratio", 0.8, 0, 1, "Smallest acceptable ratio of selection rates."));
    all.add(
        new CheckInfo.Parameter(
            "suppress-under",
            10,
            1,
            1000,
            "Figures of combinations with fewer rows than this are not shown."));
    all.addAll(ProtectedAttribute.PARAMETERS);
    return all;
  }

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public List<CheckResult> run(AuditSubject subject, CheckContext context) {
    if (subject.protectedColumns().size() < 2) {
      return List.of(
          CheckResult.notExamined(INFO.id(), "", "fewer than two protected attributes were named"));
    }
    List<ProtectedAttribute> by =
        subject.protectedColumns().stream()
            .map(name -> ProtectedAttribute.of(subject, name, INFO, context))
            .toList();
    GroupAudit groups =
        FairnessAudit.of(
                ProtectedAttribute.decisions(subject, context),
                by.stream().map(ProtectedAttribute::attribute).toArray(Attribute[]::new))
            .intersection();
    String notes = String.join("", by.stream().map(ProtectedAttribute::note).toList());
    return List.of(judge(subject, context, groups, notes));
  }

  private static CheckResult judge(
      AuditSubject subject, CheckContext context, GroupAudit groups, String notes) {
    double limit = context.parameter(INFO, "min-ratio");
    List<GroupAudit.Group> judged = pooled(groups, context.parameter(INFO, "min-rows"));
    List<Comparison> comparisons =
        AttributeCheck.comparisons(judged).stream()
            .sorted(Comparator.comparingDouble(c -> c.disparateImpact().value()))
            .toList();
    Exhibit table = table(groups, comparisons, context);
    if (comparisons.isEmpty()) {
      return CheckResult.of(
          INFO.id(),
          groups.attribute(),
          new Outcome.Inconclusive("fewer than two combinations have enough rows"),
          "Fewer than two combinations of %s have enough rows to be judged.%s"
              .formatted(groups.attribute(), notes),
          List.of(),
          List.of(),
          List.of(table));
    }
    List<Estimate> ratios = comparisons.stream().map(Comparison::disparateImpact).toList();
    List<Outcome> outcomes = ratios.stream().map(r -> Outcome.atLeast(r, limit)).toList();
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < ratios.size(); i++) {
      if (outcomes.get(i) instanceof Outcome.Fail) {
        findings.add(finding(subject, context, groups, comparisons.get(i), limit));
      }
    }
    Outcome outcome =
        first(outcomes, Outcome.Fail.class)
            .or(() -> first(outcomes, Outcome.Inconclusive.class))
            .orElseGet(Outcome.Pass::new);
    Estimate differential =
        groups.smoothedDifferentialFairness(Rate.SELECTION_RATE, context.seed().child(INFO.id()));
    return CheckResult.of(
        INFO.id(),
        groups.attribute(),
        outcome,
        sentence(comparisons.getFirst(), limit) + notes,
        Stream.concat(ratios.stream(), Stream.of(differential)).toList(),
        findings,
        List.of(table));
  }

  private static Optional<Outcome> first(List<Outcome> outcomes, Class<? extends Outcome> kind) {
    return outcomes.stream().filter(kind::isInstance).findFirst();
  }

  /// Groups with enough rows, and the others pooled into one when that has enough.
  private static List<GroupAudit.Group> pooled(GroupAudit groups, double least) {
    List<GroupAudit.Group> large = new ArrayList<>();
    Confusion rest = Confusion.EMPTY;
    for (GroupAudit.Group group : groups.groups()) {
      if (group.rows() >= least) {
        large.add(group);
      } else {
        rest = rest.plus(group.counts());
      }
    }
    if (rest.rows() >= least) {
      large.add(new GroupAudit.Group(POOLED, rest));
    }
    return large;
  }

  private static Finding finding(
      AuditSubject subject,
      CheckContext context,
      GroupAudit groups,
      Comparison comparison,
      double limit) {
    return new Finding(
        INFO.id(),
        groups.attribute(),
        context.severity(INFO),
        "Disparate impact on '%s'".formatted(comparison.group().name()),
        sentence(comparison, limit),
        Where.file(subject.file().toString()).atColumn(groups.attribute()),
        INFO.fix());
  }

  private static String sentence(Comparison c, double limit) {
    Estimate ratio = c.disparateImpact();
    return "'%s' is decided favourably in %s of cases, '%s' in %s: ratio %s, interval [%s, %s], against a limit of %s."
        .formatted(
            c.group().name(),
            AttributeCheck.rate(Rate.SELECTION_RATE, c.group()),
            c.reference().name(),
            AttributeCheck.rate(Rate.SELECTION_RATE, c.reference()),
            Text.number(ratio.value()),
            Text.number(ratio.low()),
            Text.number(ratio.high()),
            Text.number(limit));
  }

  private static Exhibit table(
      GroupAudit groups, List<Comparison> comparisons, CheckContext context) {
    double hidden = context.parameter(INFO, "suppress-under");
    List<List<String>> rows = new ArrayList<>();
    for (GroupAudit.Group group : groups.groups()) {
      if (group.rows() < hidden) {
        rows.add(List.of(group.name(), "< " + Text.number(hidden), "not shown", "", ""));
        continue;
      }
      Estimate rate = group.rate(Rate.SELECTION_RATE);
      String ratio =
          comparisons.stream()
              .filter(c -> c.group().name().equals(group.name()))
              .map(c -> Text.number(c.disparateImpact().value()))
              .findFirst()
              .orElse("");
      rows.add(
          List.of(
              group.name(),
              Long.toString(group.rows()),
              Text.percent(rate.value()),
              "%s to %s".formatted(Text.percent(rate.low()), Text.percent(rate.high())),
              ratio));
    }
    return new Exhibit.Table(
        "Combinations of " + groups.attribute(),
        "Selection rate of every combination; the ratio is to the combination with the highest rate.",
        List.of("combination", "rows", "selected", "95 % interval", "ratio"),
        rows);
  }
}
