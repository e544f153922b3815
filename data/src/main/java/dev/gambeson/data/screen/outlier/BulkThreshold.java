package dev.gambeson.data.screen.outlier;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.screen.ScreenSubject;
import java.util.Arrays;
import java.util.stream.IntStream;

/// A threshold extrapolated from the inner rows of the table itself ([BulkTail]).
///
/// The budgeted share of most outlying rows is held back whatever the extrapolation says: it errs
/// on the safe side, and small amounts of poison would otherwise pass unseen. More are held back
/// only where the table fails: where more lie beyond the threshold than is allowed, than sampling
/// and than the extrapolation's own error explain.
final class BulkThreshold {
  private static final int MOST_ROWS = 10_000; // to learn from; the others are compared with them

  private BulkThreshold() {}

  static OutlierJudgement judge(ScreenSubject subject, double budget, CheckContext context) {
    Seed seed = context.seed().child(OutlierScreen.INFO.id());
    int n = subject.size();
    int[] order = Shuffles.shuffled(n, seed.child("sample").random());
    int[] learn = Arrays.copyOf(order, Math.min(n, MOST_ROWS));
    int[] others = Arrays.copyOfRange(order, learn.length, n);
    Rows learnt = subject.features().select(learn);
    var fitted = new TailEnsemble().fit(learnt, seed, context.workers());
    double[] scores = new double[n];
    spread(fitted.own(context.workers()), learn, scores);
    spread(fitted.score(subject.features().select(others), context.workers()), others, scores);
    double[] p = Arrays.stream(scores).map(s -> Math.exp(-s)).toArray();
    Estimate excess = excess(p, budget, learn.length);
    boolean more = excess.low() > context.parameter(OutlierScreen.INFO, OutlierScreen.MAX_EXCESS);
    long most = more ? beyond(p, budget) : 0;
    return new OutlierJudgement(
        scores,
        new double[0],
        p,
        held(scores, (int) Math.max(most, (long) (budget * n))),
        excess,
        "no trusted rows, or too few: the threshold is extrapolated from the inner rows of this table",
        new Ecod().fit(learnt, seed, context.workers()));
  }

  private static void spread(double[] from, int[] rows, double[] to) {
    for (int i = 0; i < rows.length; i++) {
      to[rows[i]] = from[i];
    }
  }

  private static boolean[] held(double[] scores, int most) {
    boolean[] held = new boolean[scores.length];
    IntStream.range(0, scores.length)
        .boxed()
        .sorted((a, b) -> Double.compare(scores[b], scores[a])) // stable: ties in row order
        .limit(most)
        .forEach(row -> held[row] = true);
    return held;
  }

  // The error of the extrapolation shifts ln p by its relative error times ln(0.5 / budget). Both
  // ends of the interval of the share are taken at the threshold moved by that much.
  private static Estimate excess(double[] p, double budget, int learnt) {
    double shift = Intervals.Z95 * BulkTail.relativeError(learnt) * Math.log(0.5 / budget);
    int n = p.length;
    Estimate share = Intervals.clopperPearson("share", beyond(p, budget), n);
    Estimate fewer = Intervals.clopperPearson("", beyond(p, budget * Math.exp(-shift)), n);
    Estimate more = Intervals.clopperPearson("", beyond(p, budget * Math.exp(shift)), n);
    return new Estimate(
        "share of rows beyond the extrapolated threshold, less the budget",
        share.value() - budget,
        fewer.low() - budget,
        more.high() - budget,
        n,
        share.method() + ", at the threshold moved by the 95 % error of the tail");
  }

  private static long beyond(double[] p, double limit) {
    return Arrays.stream(p).filter(v -> v <= limit).count();
  }
}
