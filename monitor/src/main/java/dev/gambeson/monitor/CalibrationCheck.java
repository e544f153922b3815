package dev.gambeson.monitor;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.monitor.reference.Layout;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/// GB-MON-007: do scores still mean what they meant?
final class CalibrationCheck extends MonitorCheck {
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-MON-007",
          "Calibration drift",
          "Where outcomes are known: do scores still mean the probabilities that they meant?",
          "Thresholds, prices and the estimate of GB-MON-005 rest on it. Scores that mean something else while inputs look the same are the mark of concept drift, or of a model that was exchanged.",
          "Rows with known outcome in ten bins of calibrated probability: the chi-square of Hosmer and Lemeshow (1980), its variances raised by the reference's own error, and the expected calibration error, the mean distance between share of events and mean probability. A window counts when the chi-square is improbable at alpha and the error reaches min-error.",
          "Knows only rows whose outcome came; when outcomes come for some kinds of rows only (refused loans have none), it speaks of those. Bins average over opposite errors inside them.",
          "Recalibrate on recent outcomes, find out since when (the report's timeline), and retrain if the ranking suffered, too.",
          Severity.HIGH,
          List.of("ML08:2023", "AML.T0031"),
          List.of(
              new CheckInfo.Parameter(
                  "min-error", 0.03, 0.001, 1, "Smallest calibration error that counts."),
              new CheckInfo.Parameter(
                  "min-outcomes", 300, 30, 1e9, "Known outcomes that a window must hold."),
              alpha(1e-4),
              IN_A_ROW));

  CalibrationCheck() {
    super(INFO);
  }

  @Override
  public List<CheckResult> run(MonitorSubject subject, CheckContext context) {
    Layout layout = subject.reference().layout();
    if (layout.calibration().isEmpty()) {
      return List.of(
          notExamined("", "The reference holds no scores with outcomes: make it with both."));
    }
    long least = (long) parameter(context, "min-outcomes");
    if (subject.recentOutcomes(least, 1).isEmpty()) {
      return List.of(QualityCheck.tooFew(INFO, "", layout.outcomes(subject.all()), least));
    }
    return List.of(
        widen(
            subject,
            context,
            "",
            least,
            subject::recentOutcomes,
            counts -> sign(subject, context, counts),
            counts -> List.of(chart(layout, counts))));
  }

  /// Rows, events, summed probability and summed variance over all bins.
  static double[] totals(Layout layout, long[] counts) {
    double[] sums = new double[4];
    for (int b = 0; b < Layout.RELIABILITY; b++) {
      int at = layout.reliabilityAt() + 4 * b;
      sums[0] += counts[at];
      sums[1] += counts[at + 1];
      sums[2] += counts[at + 2] * Layout.UNIT;
      sums[3] += counts[at + 3] * Layout.UNIT;
    }
    return sums;
  }

  private Sign sign(MonitorSubject subject, CheckContext context, long[] counts) {
    Layout layout = subject.reference().layout();
    long[] base = subject.reference().counts();
    double chi = 0;
    double error = 0;
    double noise = 0;
    int bins = 0;
    double n = totals(layout, counts)[0];
    for (int b = 0; b < Layout.RELIABILITY; b++) {
      int at = layout.reliabilityAt() + 4 * b;
      double gap = counts[at + 1] - counts[at + 2] * Layout.UNIT;
      double own = counts[at + 3] * Layout.UNIT;
      double variance = own * (1 + counts[at] / Math.max(1.0, (double) base[at]));
      if (counts[at] > 0 && own > 0) {
        bins++;
        chi += gap * gap / Math.max(variance, 1e-9);
        error += Math.abs(gap) / n;
        noise += variance;
      }
    }
    double p = bins == 0 ? 1 : ChiSquaredDistribution.of(bins).survivalProbability(chi);
    double half = Intervals.Z95 * Math.sqrt(noise) / n;
    Estimate ece =
        new Estimate(
            "expected calibration error",
            error,
            Math.max(0, error - half),
            error + half,
            (long) n,
            "ten bins, normal 95 %");
    double least = parameter(context, "min-error");
    boolean broken = p < parameter(context, "alpha") && error >= least;
    return new Sign(
        broken,
        half <= least,
        "Expected calibration error is %s [%s, %s] on %d known outcomes, Hosmer-Lemeshow p %s; %s counts."
            .formatted(
                Text.number(ece.value()),
                Text.number(ece.low()),
                Text.number(ece.high()),
                ece.n(),
                Text.number(p),
                Text.number(least)),
        List.of(ece));
  }

  private static Exhibit chart(Layout layout, long[] counts) {
    List<Exhibit.Point> points = new ArrayList<>();
    for (int b = 0; b < Layout.RELIABILITY; b++) {
      int at = layout.reliabilityAt() + 4 * b;
      if (counts[at] > 0) {
        Estimate share = Intervals.wilson("events", counts[at + 1], counts[at]);
        points.add(
            new Exhibit.Point(
                counts[at + 2] * Layout.UNIT / counts[at],
                share.value(),
                share.low(),
                share.high()));
      }
    }
    return new Exhibit.LineChart(
        "Calibration on known outcomes",
        "Share of events against the probability that the reference gave; on the diagonal, scores mean what they meant.",
        Exhibit.Axis.share("probability by the reference"),
        Exhibit.Axis.share("share of events"),
        List.of(new Exhibit.Line("now", points)),
        true);
  }
}
