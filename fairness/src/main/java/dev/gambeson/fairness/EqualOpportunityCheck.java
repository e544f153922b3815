package dev.gambeson.fairness;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Equal opportunity: those who deserve a favourable decision get it alike.
final class EqualOpportunityCheck extends AttributeCheck {
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-FAIR-002",
          "Equal opportunity",
          "Do those who deserve a favourable decision get it equally often in every group?",
          "A group whose deserving members are refused more often bears the model's mistakes.",
          "Difference of true positive rates, each group minus the group that is selected most, with"
              + " Newcombe's interval (1998, method 10), widened for the number of groups"
              + " (Bonferroni); Hardt, Price and Srebro (2016).",
          "Takes the labels for the truth: bias in the labels is invisible. Groups need enough"
              + " rows with a favourable true outcome.",
          "Collect more and better data about the group that is refused wrongly, look for features"
              + " that mean something else in that group, or constrain training for equal true"
              + " positive rates.",
          Severity.MEDIUM,
          List.of("AML.T0048.002"),
          parameters());

  EqualOpportunityCheck() {
    super(INFO, "Unequal opportunity for");
  }

  private static List<CheckInfo.Parameter> parameters() {
    List<CheckInfo.Parameter> all = new ArrayList<>();
    all.add(
        new CheckInfo.Parameter(
            "max-difference", 0.1, 0, 1, "Largest acceptable difference of true positive rates."));
    all.addAll(ProtectedAttribute.PARAMETERS);
    return all;
  }

  @Override
  CheckResult judge(Question q) {
    GroupAudit groups = q.groups();
    double limit = parameter(q, "max-difference");
    List<Verdict> verdicts =
        comparisons(judgeable(q, groups, Rate.TRUE_POSITIVE_RATE)).stream()
            .map(c -> {
              Estimate d = c.equalOpportunityDifference();
              return new Verdict(c, d, Outcome.atMost(Combine.absolute(d), limit));
            })
            .sorted(Comparator.comparingDouble(v -> -Math.abs(v.estimate().value())))
            .toList();
    return result(
        q,
        groups,
        verdicts,
        v -> explain(v, limit),
        Stream.empty(),
        List.of(
            bars(
                groups,
                Rate.TRUE_POSITIVE_RATE,
                "Of those who deserve a favourable decision, the share that gets it.")));
  }

  private static String explain(Verdict v, double limit) {
    GroupAudit.Group group = v.comparison().group();
    GroupAudit.Group reference = v.comparison().reference();
    return "Of those who deserve it, %s of '%s' and %s of '%s' get a favourable decision. Difference %s, %s ±%s."
        .formatted(
            rate(Rate.TRUE_POSITIVE_RATE, group),
            group.name(),
            rate(Rate.TRUE_POSITIVE_RATE, reference),
            reference.name(),
            Text.number(v.estimate().value()),
            interval(v),
            Text.number(limit));
  }
}
