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

/// Calibration within groups: a score means the same whoever it is about.
final class GroupCalibrationCheck extends AttributeCheck {
  private static final int BINS = 8;
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-FAIR-005",
          "Calibration within groups",
          "Does a score mean the same in every group?",
          "A group that is scored too low is refused by any threshold, however well it is chosen.",
          "Share of favourable outcomes minus mean score within each group, with a normal interval"
              + " widened for the number of groups (Bonferroni); the reliability curve of each"
              + " group is shown (Kleinberg, Mullainathan and Raghavan 2016, condition A).",
          "Judges the mean: opposite errors at low and high scores cancel (see the curves)."
              + " Cannot hold together with equalized odds when base rates differ. Needs scores"
              + " that are probabilities.",
          "Recalibrate the model (isotonic or Platt) on data in which the group is well represented;"
              + " a calibration per group may be unlawful where the attribute must not be used.",
          Severity.MEDIUM,
          List.of("AML.T0048.002"),
          parameters());

  GroupCalibrationCheck() {
    super(INFO, "Scores are miscalibrated for");
  }

  private static List<CheckInfo.Parameter> parameters() {
    List<CheckInfo.Parameter> all = new ArrayList<>();
    all.add(
        new CheckInfo.Parameter(
            "max-gap",
            0.05,
            0,
            1,
            "Largest acceptable distance between mean score and share of favourable outcomes in a group."));
    all.addAll(ProtectedAttribute.PARAMETERS);
    return all;
  }

  @Override
  CheckResult judge(Question q) {
    GroupAudit groups = q.groups();
    GroupScores scores = new GroupScores(q.decisions(), q.by().attribute());
    double limit = parameter(q, "max-gap");
    List<GroupAudit.Group> large = judgeable(q, groups, Rate.BASE_RATE);
    double confidence = 1 - 0.05 / Math.max(1, large.size());
    List<Verdict> verdicts =
        large.stream()
            .map(g -> {
              Estimate gap = scores.calibrationGap(groups.groups().indexOf(g), confidence);
              return new Verdict(
                  new Comparison(g, g, confidence),
                  gap,
                  Outcome.atMost(Combine.absolute(gap), limit));
            })
            .sorted(Comparator.comparingDouble(v -> -Math.abs(v.estimate().value())))
            .toList();
    return result(
        q,
        groups,
        verdicts,
        v -> explain(v, limit),
        scores.auc().stream().filter(Estimate::isDefined),
        List.of(curves(q, scores, large, groups)));
  }

  private static String explain(Verdict v, double limit) {
    return "'%s' has %s favourable outcomes against a mean score of %s. Gap %s, %s ±%s."
        .formatted(
            v.comparison().group().name(),
            rate(Rate.BASE_RATE, v.comparison().group()),
            Text.percent(
                v.comparison().group().rate(Rate.BASE_RATE).value() - v.estimate().value()),
            Text.number(v.estimate().value()),
            interval(v),
            Text.number(limit));
  }

  private static Exhibit curves(
      Question q, GroupScores scores, List<GroupAudit.Group> large, GroupAudit groups) {
    List<Exhibit.Line> lines =
        large.stream()
            .map(g ->
                new Exhibit.Line(
                    g.name(),
                    scores.calibration(groups.groups().indexOf(g), BINS).stream()
                        .map(GroupCalibrationCheck::point)
                        .toList()))
            .toList();
    return new Exhibit.LineChart(
        "Calibration by " + q.name(),
        "Share of favourable outcomes against the mean score, in bins of equal size; on the diagonal a score means what it says.",
        Exhibit.Axis.share("mean score"),
        Exhibit.Axis.share("share of favourable outcomes"),
        lines,
        true);
  }

  private static Exhibit.Point point(GroupScores.Bin bin) {
    Estimate e = bin.observed();
    return new Exhibit.Point(bin.score(), e.value(), e.low(), e.high());
  }
}
