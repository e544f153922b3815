package dev.gambeson.fairness;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The four-fifths rule, judged by interval.
final class DisparateImpactCheck extends AttributeCheck {
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-FAIR-001",
          "Disparate impact",
          "Is every group selected at least four fifths as often as the group that is selected most?",
          "A selection rate below four fifths of another group's is treated as evidence of adverse"
              + " impact (US EEOC Uniform Guidelines, 29 CFR 1607.4 D) and invites complaints and fines.",
          "Ratio of selection rates, each group over the group with the highest rate, with the log"
              + " interval of Katz et al. (1978), widened for the number of groups (Bonferroni)."
              + " Only an interval wholly on one side of the limit decides.",
          "Says nothing about whether the decisions are deserved (see GB-FAIR-002 and 003). The"
              + " reference group is chosen by the data. Intervals hold per attribute, not over all"
              + " attributes at once.",
          "Look at GB-FAIR-006 for what explains the gap and at the drivers of the decision"
              + " (GB-EXP); remove or repair features that stand in for the attribute, reweigh the"
              + " training rows, or constrain training; then audit again.",
          Severity.HIGH,
          List.of("AML.T0048.002"),
          parameters());

  DisparateImpactCheck() {
    super(INFO, "Disparate impact on");
  }

  private static List<CheckInfo.Parameter> parameters() {
    List<CheckInfo.Parameter> all = new ArrayList<>();
    all.add(
        new CheckInfo.Parameter(
            "min-ratio", 0.8, 0, 1, "Smallest acceptable ratio of selection rates."));
    all.addAll(ProtectedAttribute.PARAMETERS);
    return all;
  }

  @Override
  CheckResult judge(Question q) {
    GroupAudit groups = q.groups();
    double limit = parameter(q, "min-ratio");
    List<Comparison> comparisons = comparisons(judgeable(q, groups, Rate.SELECTION_RATE));
    List<Verdict> verdicts =
        comparisons.stream()
            .map(c -> {
              Estimate ratio = c.disparateImpact();
              return new Verdict(c, ratio, Outcome.atLeast(ratio, limit));
            })
            .sorted(Comparator.comparingDouble(v -> v.estimate().value()))
            .toList();
    List<Exhibit> exhibits =
        List.of(
            bars(groups, Rate.SELECTION_RATE, "Share of each group that is decided favourably."),
            bars(groups, Rate.BASE_RATE, "Share of each group whose true outcome is favourable."));
    return result(
        q,
        groups,
        verdicts,
        v -> explain(v, limit),
        comparisons.stream().map(Comparison::statisticalParityDifference),
        exhibits);
  }

  private static String explain(Verdict v, double limit) {
    GroupAudit.Group group = v.comparison().group();
    GroupAudit.Group reference = v.comparison().reference();
    if (!v.estimate().isDefined()) {
      return v.estimate().name() + " is " + v.estimate().method() + ".";
    }
    return "'%s' is decided favourably in %s of cases, '%s' in %s: for 100 per head there, %s here. Ratio %s, %s %s."
        .formatted(
            group.name(),
            rate(Rate.SELECTION_RATE, group),
            reference.name(),
            rate(Rate.SELECTION_RATE, reference),
            Text.number(Math.rint(1000 * v.estimate().value()) / 10),
            Text.number(v.estimate().value()),
            interval(v),
            Text.number(limit));
  }
}
