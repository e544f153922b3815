package dev.gambeson.monitor;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Severity;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.core.stats.Intervals.Share;
import dev.gambeson.monitor.reference.Bins;
import dev.gambeson.monitor.reference.Layout;
import java.util.ArrayList;
import java.util.List;

/// GB-MON-009: are more values missing, unknown or out of range than in the reference?
final class MissingCheck extends MonitorCheck {
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-MON-009",
          "Missing and unseen values",
          "Are more values missing, of unknown level, or outside the range of the reference than there were?",
          "A feed that breaks shows here first. So does somebody who sends what no real client would.",
          "Rise of each feature's share of missing values (for categories: missing or unknown) and of values outside the reference's range (Newcombe 1998), at alpha over all features. A window counts when a rise reaches min-rise and its interval excludes zero.",
          "Rows cannot tell an unknown level from a missing one. A share that falls is left to GB-MON-001.",
          "Check the feed of the feature named; let the gateway refuse rows that its schema forbids.",
          Severity.MEDIUM,
          List.of("ML08:2023", "ML01:2023"),
          List.of(
              new CheckInfo.Parameter(
                  "min-rise", 0.02, 0.0001, 1, "Smallest rise of a share that counts."),
              alpha(1e-4),
              MIN_ROWS,
              IN_A_ROW));

  MissingCheck() {
    super(INFO);
  }

  @Override
  public List<CheckResult> run(MonitorSubject subject, CheckContext context) {
    return List.of(
        judge(subject, context, "", counts -> sign(subject, context, counts), _ -> List.of()));
  }

  private Sign sign(MonitorSubject subject, CheckContext context, long[] counts) {
    double least = parameter(context, "min-rise");
    double confidence =
        1 - parameter(context, "alpha") / (2.0 * subject.reference().layout().features().size());
    List<Estimate> rises = rises(subject, counts, confidence);
    Sign either = LabelShareCheck.ofChanges(rises, least, "rows");
    List<Estimate> broken = rises.stream().filter(r -> r.value() >= least && r.low() > 0).toList();
    boolean visible = rises.stream().allMatch(r -> r.high() < 2 * least || r.value() >= least);
    return broken.isEmpty()
        ? new Sign(false, visible, either.summary(), either.estimates())
        : LabelShareCheck.ofChanges(broken, least, "rows");
  }

  private static List<Estimate> rises(MonitorSubject subject, long[] counts, double confidence) {
    Layout layout = subject.reference().layout();
    long[] base = subject.reference().counts();
    List<Estimate> rises = new ArrayList<>();
    for (int f = 0; f < layout.features().size(); f++) {
      Bins bins = layout.features().get(f);
      Feature feature = layout.space().features().get(f);
      int at = layout.featureAt(f);
      boolean number = feature instanceof Feature.Numeric;
      String missing = number ? "missing in '" : "missing or unknown in '";
      rises.add(
          Intervals.difference(
              "rise of values " + missing + feature.name() + "'",
              new Share(counts[at + bins.missing()], layout.rows(counts)),
              new Share(base[at + bins.missing()], layout.rows(base)),
              confidence));
      if (number) {
        rises.add(
            Intervals.difference(
                "rise of values outside the reference in '" + feature.name() + "'",
                new Share(outside(bins, counts, at), layout.rows(counts)),
                new Share(outside(bins, base, at), layout.rows(base)),
                confidence));
      }
    }
    return rises;
  }

  static double outside(Bins bins, long[] counts, int at) {
    double sum = 0;
    for (int b = 0; b < bins.count(); b++) {
      sum += bins.unseen(b) ? counts[at + b] : 0;
    }
    return sum;
  }
}
