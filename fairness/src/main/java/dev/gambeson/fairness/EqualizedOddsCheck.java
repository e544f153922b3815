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

/// Equalized odds: both kinds of mistake fall on the groups alike.
final class EqualizedOddsCheck extends AttributeCheck {
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-FAIR-003",
          "Equalised odds",
          "Do the model's two kinds of mistake fall on every group equally often?",
          "A model can select groups alike and still err against one of them and in favour of another.",
          "Equalized odds difference: the larger of the absolute differences of true and false"
              + " positive rates to the group that is selected most; Newcombe intervals that hold"
              + " for both rates and all groups at once (Bonferroni); Hardt, Price and Srebro"
              + " (2016). The average odds differences are reported beside it.",
          "Cannot hold together with calibration within groups (GB-FAIR-005) when the base rates"
              + " differ (Kleinberg et al. 2016): the policy has to choose. Takes the labels for the"
              + " truth.",
          "Decide which mistake matters to the people concerned, then constrain training for it or"
              + " choose thresholds on a validation set; state the price in accuracy.",
          Severity.MEDIUM,
          List.of("AML.T0048.002"),
          parameters());

  EqualizedOddsCheck() {
    super(INFO, "Unequal odds for");
  }

  private static List<CheckInfo.Parameter> parameters() {
    List<CheckInfo.Parameter> all = new ArrayList<>();
    all.add(
        new CheckInfo.Parameter(
            "max-difference",
            0.2,
            0,
            1,
            "Largest acceptable difference of either rate between groups."));
    all.addAll(ProtectedAttribute.PARAMETERS);
    return all;
  }

  @Override
  CheckResult judge(Question q) {
    GroupAudit groups = q.groups();
    double limit = parameter(q, "max-difference");
    List<Comparison> comparisons =
        comparisons(judgeable(q, groups, Rate.TRUE_POSITIVE_RATE, Rate.FALSE_POSITIVE_RATE));
    List<Verdict> verdicts =
        comparisons.stream()
            .map(c -> {
              Estimate d = c.equalizedOddsDifference();
              return new Verdict(c, d, Outcome.atMost(d, limit));
            })
            .sorted(Comparator.comparingDouble(v -> -v.estimate().value()))
            .toList();
    return result(
        q,
        groups,
        verdicts,
        v -> explain(v, limit),
        comparisons.stream()
            .flatMap(c -> Stream.of(c.averageOddsDifference(), c.averageAbsOddsDifference())),
        List.of(
            bars(
                groups,
                Rate.FALSE_POSITIVE_RATE,
                "Of those who do not deserve a favourable decision, the share that gets it.")));
  }

  private static String explain(Verdict v, double limit) {
    Comparison c = v.comparison();
    return "Between '%s' and '%s', true positive rates differ by %s and false positive rates by %s. The larger is %s, %s %s."
        .formatted(
            c.group().name(),
            c.reference().name(),
            Text.number(c.difference(Rate.TRUE_POSITIVE_RATE).value()),
            Text.number(c.difference(Rate.FALSE_POSITIVE_RATE).value()),
            Text.number(v.estimate().value()),
            interval(v),
            Text.number(limit));
  }
}
