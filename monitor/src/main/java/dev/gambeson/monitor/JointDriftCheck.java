package dev.gambeson.monitor;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.monitor.drift.Mmd;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// GB-MON-010: do the inputs still hang together as they did?
final class JointDriftCheck extends MonitorCheck {
  private static final int MOST_ROWS = 2_000;

  static final CheckInfo INFO =
      new CheckInfo(
          "GB-MON-010",
          "Joint drift",
          "Do the inputs, taken together, still come from the distribution of the reference?",
          "Rows can be strange although each of their values is common: mixes of records, rows made up by an attacker, two feeds that no longer fit.",
          "Maximum mean discrepancy with a Gaussian kernel, bandwidth by the median heuristic, p-value by permutations (Gretton et al. 2012), on a sample of rows of the last complete day against a sample of the reference: numbers in standard deviations, cut at 10, missing ones at the mean, categories as indicators. A day counts when the p-value is at most alpha.",
          "A day's sample of some hundred rows sees only what changes many rows. The kernel spreads its attention over all features: a change of one of many is better seen by GB-MON-001. Needs the reference's sample; clients who can foresee the sample can keep out of it.",
          "Look at GB-MON-001 first. If no single feature moved, look for clients whose rows are mixes (the query detectors), or for a broken join in the feed.",
          Severity.LOW,
          List.of("ML08:2023", "AML.T0043"),
          List.of(
              new CheckInfo.Parameter(
                  "permutations", 500, 100, 10_000, "Permutations behind the p-value."),
              new CheckInfo.Parameter(
                  "min-sample", 100, 20, 2_000, "Rows that either sample must hold."),
              alpha(0.002),
              new CheckInfo.Parameter(
                  "windows-in-a-row", 1, 1, 1, "One day is enough: its p-value stands alone.")));

  JointDriftCheck() {
    super(INFO);
  }

  @Override
  public List<CheckResult> run(MonitorSubject subject, CheckContext context) {
    Rows reference = subject.reference().sample();
    if (reference.count() == 0) {
      return List.of(notExamined("", "The reference keeps no sample of its rows."));
    }
    int least = (int) parameter(context, "min-sample");
    Rows sample = subject.sample();
    if (reference.count() < least || sample.count() < least) {
      return List.of(
          CheckResult.inconclusive(
              INFO.id(),
              "",
              "%d rows were sampled of the last complete day and %d of the reference; %d each are needed."
                  .formatted(sample.count(), reference.count(), least)));
    }
    FeatureSpace space = subject.reference().layout().space();
    Scaling scaling = Scaling.of(space, reference);
    Mmd mmd =
        Mmd.of(
            scaling.apply(reference),
            scaling.apply(sample),
            (int) parameter(context, "permutations"),
            context.seed().child(INFO.id()));
    return List.of(decide(subject, context, "", sign(mmd, context, sample)));
  }

  private Sign sign(Mmd mmd, CheckContext context, Rows sample) {
    double alpha = parameter(context, "alpha");
    Estimate p =
        Intervals.clopperPearson(
            "share of permutations with as large a discrepancy",
            mmd.exceeded(),
            mmd.permutations());
    return new Sign(
        mmd.p() <= alpha,
        true,
        "Squared maximum mean discrepancy is %s on %d rows, p %s; at most %s counts."
            .formatted(
                Text.number(mmd.squared()),
                sample.count(),
                Text.number(mmd.p()),
                Text.number(alpha)),
        List.of(p));
  }

  /// From raw rows to points whose distance means something.
  ///
  /// @param space the features
  /// @param mean per numeric feature, in the reference
  /// @param sd per numeric feature, in the reference
  @SuppressWarnings("ArrayRecordComponent") // never handed out
  private record Scaling(FeatureSpace space, double[] mean, double[] sd) {
    private static final double FAR = 10;

    static Scaling of(FeatureSpace space, Rows rows) {
      double[] mean = new double[space.width()];
      double[] sd = new double[space.width()];
      for (int f = 0; f < mean.length; f++) {
        int column = f;
        double[] values =
            IntStream.range(0, rows.count())
                .mapToDouble(i -> rows.at(i, column))
                .filter(Double::isFinite)
                .toArray();
        double centre = Arrays.stream(values).average().orElse(0);
        mean[f] = centre;
        sd[f] =
            Math.sqrt(
                Arrays.stream(values).map(v -> (v - centre) * (v - centre)).average().orElse(0));
      }
      return new Scaling(space, mean, sd);
    }

    private int width() {
      return space.features().stream()
          .mapToInt(f -> f instanceof Feature.Categorical c ? c.levels().size() : 1)
          .sum();
    }

    Rows apply(Rows rows) {
      int n = Math.min(rows.count(), MOST_ROWS);
      int width = width();
      double[] out = new double[Math.multiplyExact(n, width)];
      for (int i = 0; i < n; i++) {
        int at = i * width;
        for (int f = 0; f < mean.length; f++) {
          double v = rows.at(i, f);
          switch (space.features().get(f)) {
            case Feature.Numeric _ -> out[at++] = Double.isNaN(v) ? 0 : scaled(v, f);
            case Feature.Categorical c -> {
              if (v >= 0 && v < c.levels().size()) {
                out[at + (int) v] = Math.sqrt(0.5); // two levels are at distance one
              }
              at += c.levels().size();
            }
          }
        }
      }
      return new Rows(n, width, out);
    }

    private double scaled(double v, int f) {
      double unit = sd[f] > 0 ? sd[f] : Math.max(Math.abs(mean[f]), 1) * 1e-3;
      return Math.clamp((v - mean[f]) / unit, -FAR, FAR);
    }
  }
}
