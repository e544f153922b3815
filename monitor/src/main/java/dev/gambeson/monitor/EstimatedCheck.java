package dev.gambeson.monitor;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.monitor.performance.Expected;
import dev.gambeson.monitor.reference.Bins;
import dev.gambeson.monitor.reference.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// GB-MON-005: how well does the model do, as far as can be told without outcomes?
final class EstimatedCheck extends MonitorCheck {
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-MON-005",
          "Estimated performance",
          "Without outcomes: how many decisions are right, if scores mean what they meant on the reference data?",
          "Outcomes come weeks late. Until then this tells whether the mix of rows has become harder for the model.",
          "Confidence-based estimation (NannyML's CBPE): an isotonic calibration of the reference's scores gives each row its probability, whose sums give the expected confusion table. The interval holds the randomness of the outcomes and of the reference's accuracy, at alpha. A window counts when the whole interval of the drop in accuracy lies above max-drop.",
          "Blind to concept drift: when outcomes depend otherwise on the score than they did, the estimate is wrong and does not know it. Where outcomes are known they are compared with the probabilities, and where many values lie outside the reference the estimate extrapolates; in both cases it is inconclusive. Calibration on few reference rows follows their noise.",
          "Collect outcomes of a random share of rows to see whether the drop is real (GB-MON-006); retrain on rows like the new ones.",
          Severity.MEDIUM,
          List.of("ML08:2023"),
          List.of(
              new CheckInfo.Parameter(
                  "max-drop", 0.02, 0, 1, "Largest acceptable drop of the estimated accuracy."),
              new CheckInfo.Parameter(
                  "max-gap",
                  0.03,
                  0,
                  1,
                  "Difference between share of events and mean probability, on known outcomes, above which the estimate is not trusted."),
              new CheckInfo.Parameter(
                  "max-outside",
                  0.1,
                  0,
                  1,
                  "Share of a feature's values outside the reference's range above which the estimate is not trusted."),
              alpha(1e-4),
              MIN_ROWS,
              IN_A_ROW));

  EstimatedCheck() {
    super(INFO);
  }

  @Override
  public List<CheckResult> run(MonitorSubject subject, CheckContext context) {
    Layout layout = subject.reference().layout();
    if (layout.calibration().isEmpty()) {
      return List.of(
          notExamined("", "The reference holds no scores with outcomes: make it with both."));
    }
    return List.of(
        judge(subject, context, "", counts -> sign(subject, context, counts), _ -> List.of()));
  }

  private Sign sign(MonitorSubject subject, CheckContext context, long[] counts) {
    Layout layout = subject.reference().layout();
    Figures now = figures(layout, counts);
    if (now.rows() == 0) {
      return new Sign(false, false, "The window holds no scored decisions.", List.of());
    }
    double z = Intervals.z(1 - parameter(context, "alpha"));
    Estimate drop = drop(subject, now, z);
    List<Estimate> estimates = new ArrayList<>(List.of(drop));
    estimates.addAll(estimates(layout, counts, now));
    Optional<String> distrust = distrust(subject, context, counts);
    double limit = parameter(context, "max-drop");
    String summary =
        "%s is %s [%s, %s] on %d rows; more than %s counts. It holds only while outcomes depend on the score as in the reference.%s"
            .formatted(
                drop.name(),
                Text.number(drop.value()),
                Text.number(drop.low()),
                Text.number(drop.high()),
                drop.n(),
                Text.number(limit),
                distrust.map(d -> " " + d).orElse(""));
    boolean broken = drop.low() > limit && distrust.isEmpty();
    return new Sign(broken, distrust.isEmpty() && drop.value() <= limit, summary, estimates);
  }

  /// Expected accuracy with its deviation.
  private record Figures(double rows, double accuracy, double deviation) {}

  private static Figures figures(Layout layout, long[] counts) {
    if (layout.binary()) {
      Expected e = expected(layout, counts);
      return new Figures(e.rows(), e.accuracy(), e.accuracyDeviation());
    }
    double n = counts[layout.estimateAt()];
    double right = counts[layout.estimateAt() + 1] * Layout.UNIT;
    double variance = counts[layout.estimateAt() + 2] * Layout.UNIT;
    return new Figures(n, right / n, Math.sqrt(variance) / n);
  }

  /// The expected confusion table of a binary model's window.
  static Expected expected(Layout layout, long[] counts) {
    Expected.Builder builder = new Expected.Builder();
    int cells = layout.scores().getFirst().cells();
    for (int c = 0; c < cells; c++) {
      int at = layout.estimateAt() + 4 * c;
      builder.cell(
          (double) counts[at],
          counts[at + 1] * Layout.UNIT,
          (double) counts[at + 2],
          counts[at + 3] * Layout.UNIT);
    }
    builder.variance(counts[layout.estimateAt() + 4 * cells] * Layout.UNIT);
    return builder.build();
  }

  private static Estimate drop(MonitorSubject subject, Figures now, double z) {
    Layout layout = subject.reference().layout();
    long[] base = subject.reference().counts();
    double m = layout.outcomes(base);
    double before = 1 - layout.errors(base) / m;
    double half = z * Math.hypot(now.deviation(), Math.sqrt(before * (1 - before) / m));
    double drop = before - now.accuracy();
    return new Estimate(
        "estimated drop of accuracy",
        drop,
        drop - half,
        drop + half,
        (long) now.rows(),
        "CBPE, normal, outcomes and reference");
  }

  private static List<Estimate> estimates(Layout layout, long[] counts, Figures now) {
    double half = Intervals.Z95 * now.deviation();
    Estimate accuracy =
        new Estimate(
            "estimated accuracy",
            now.accuracy(),
            Math.max(0, now.accuracy() - half),
            Math.min(1, now.accuracy() + half),
            (long) now.rows(),
            "CBPE, normal 95 % over outcomes");
    if (!layout.binary()) {
      return List.of(accuracy);
    }
    Expected e = expected(layout, counts);
    return List.of(accuracy, point("estimated AUC", e.auc(), e), point("estimated F1", e.f1(), e));
  }

  /// AUC and F1 have no simple variance over the outcomes; that of the accuracy is their scale.
  private static Estimate point(String name, double value, Expected e) {
    if (Double.isNaN(value)) {
      return Estimate.undefined(name, (long) e.rows(), "one class is not expected at all");
    }
    double share = Math.min(e.tp() + e.fn(), e.fp() + e.tn());
    double half = Intervals.Z95 * Math.sqrt(value * (1 - value) / Math.max(1, share));
    return new Estimate(
        name,
        value,
        Math.max(0, value - half),
        Math.min(1, value + half),
        (long) e.rows(),
        "CBPE, 95 % of a proportion of the smaller class");
  }

  /// Why the estimate is not to be trusted, if there is a reason.
  private Optional<String> distrust(MonitorSubject subject, CheckContext context, long[] counts) {
    Layout layout = subject.reference().layout();
    double[] known = CalibrationCheck.totals(layout, subject.all());
    double alpha = parameter(context, "alpha");
    if (known[0] > 0) {
      double gap = (known[1] - known[2]) / known[0];
      double half = Intervals.z(1 - alpha) * Math.sqrt(known[3]) / known[0];
      if (Math.abs(gap) - half > 0 && Math.abs(gap) > parameter(context, "max-gap")) {
        return Optional.of(
            "Its assumption fails: on %.0f rows with known outcome the share of events differs by %s [%s, %s] from the probabilities."
                .formatted(
                    known[0], Text.number(gap), Text.number(gap - half), Text.number(gap + half)));
      }
    }
    for (int f = 0; f < layout.features().size(); f++) {
      Bins bins = layout.features().get(f);
      double share = MissingCheck.outside(bins, counts, layout.featureAt(f)) / layout.rows(counts);
      if (share > parameter(context, "max-outside")) {
        return Optional.of(
            "It extrapolates: %s of the values of '%s' lie outside the reference."
                .formatted(Text.percent(share), layout.space().names().get(f)));
      }
    }
    return Optional.empty();
  }
}
