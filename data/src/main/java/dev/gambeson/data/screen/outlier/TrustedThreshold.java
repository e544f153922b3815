package dev.gambeson.data.screen.outlier;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.screen.Ranks;
import dev.gambeson.data.screen.ScreenSubject;
import java.util.Arrays;

/// A threshold set by rows that were admitted earlier: split conformal p-values (Bates, Candès,
/// Lei, Romano and Sesia, "Testing for outliers with conformal p-values", Annals of Statistics 51,
/// 2023, eq. 3).
final class TrustedThreshold {
  private static final int MOST_ROWS = 20_000; // half to learn, half to calibrate

  private TrustedThreshold() {}

  /// Whether that many trusted rows can resolve the budget.
  static boolean isEnough(int trusted, double budget) {
    return trusted / 2 + 1 >= 2 / budget;
  }

  static OutlierJudgement judge(
      ScreenSubject subject, ScreenSubject trusted, double budget, CheckContext context) {
    Seed seed = context.seed().child(OutlierScreen.INFO.id());
    int[] order = Shuffles.shuffled(trusted.size(), seed.child("split").random());
    int use = Math.min(order.length, MOST_ROWS);
    Rows learn = trusted.features().select(Arrays.copyOf(order, use / 2));
    Rows calibrate = trusted.features().select(Arrays.copyOfRange(order, use / 2, use));
    var fitted = new TailEnsemble().fit(learn, seed, context.workers());
    double[] clean = fitted.score(calibrate, context.workers());
    Arrays.sort(clean);
    double[] scores = fitted.score(subject.features(), context.workers());
    double[] p = new double[scores.length];
    boolean[] held = new boolean[scores.length];
    for (int row = 0; row < p.length; row++) {
      p[row] = (1.0 + clean.length - Ranks.below(clean, scores[row])) / (1.0 + clean.length);
      held[row] = p[row] <= budget;
    }
    return new OutlierJudgement(
        scores,
        clean,
        p,
        held,
        excess(held, clean.length, budget),
        "the threshold is that of %d trusted rows".formatted(use),
        new Ecod().fit(learn, seed, context.workers()));
  }

  private static Estimate excess(boolean[] held, int calibration, double budget) {
    long beyond = 0;
    for (boolean b : held) {
      beyond += b ? 1 : 0;
    }
    long clean = (long) Math.floor(budget * (calibration + 1)) - 1; // that lie beyond it
    return Intervals.difference(
        "share of rows beyond the threshold, less that of trusted rows",
        beyond,
        held.length,
        Math.max(0, clean),
        calibration);
  }
}
