package dev.gambeson.monitor.version;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.monitor.reference.Grid;
import java.util.stream.IntStream;

/// Whether a score follows a rule of monotony.
final class Monotony {
  private static final int ROWS = 500;
  private static final int STEPS = 10;
  private static final double TOLERANCE = 1e-4; // float32 rounding, not a change of mind

  private Monotony() {}

  /// The share of rows in which the last class's score breaks the rule somewhere between the tenths
  /// of the input.
  static Estimate violations(VersionPair pair, VersionPair.Monotone rule) {
    int f = pair.after().features().names().indexOf(rule.feature());
    if (f < 0) {
      throw GambesonException.usage(
          "A rule of monotony names '%s', which is no input of the model."
              .formatted(rule.feature()));
    }
    Rows probe = pair.probe();
    double[] sorted =
        IntStream.range(0, probe.count())
            .mapToDouble(i -> probe.at(i, f))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    String name = "share of rows that break the rule on '" + rule.feature() + "'";
    if (sorted.length == 0) {
      return Estimate.undefined(name, 0, "the input has no values");
    }
    Rows base = probe.slice(0, Math.min(ROWS, probe.count()));
    boolean[] broken = new boolean[base.count()];
    float[] last = new float[0];
    for (int step = 0; step <= STEPS; step++) {
      float[] now = at(pair, base, f, Grid.quantile(sorted, (double) step / STEPS));
      for (int i = 0; i < broken.length && last.length > 0; i++) {
        double rise = rule.rising() ? now[i] - last[i] : last[i] - now[i];
        broken[i] |= rise < -TOLERANCE;
      }
      last = now;
    }
    long count = IntStream.range(0, broken.length).filter(i -> broken[i]).count();
    return Intervals.wilson(name, count, broken.length);
  }

  private static float[] at(VersionPair pair, Rows base, int f, double value) {
    double[] values = base.values().clone();
    for (int i = 0; i < base.count(); i++) {
      values[i * base.width() + f] = value;
    }
    float[] scores = VersionPair.scores(pair.after(), new Rows(base.count(), base.width(), values));
    int k = pair.after().classes().size();
    float[] last = new float[base.count()];
    for (int i = 0; i < last.length; i++) {
      last[i] = scores[i * k + k - 1];
    }
    return last;
  }
}
