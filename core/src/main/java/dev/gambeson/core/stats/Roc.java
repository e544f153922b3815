package dev.gambeson.core.stats;

import dev.gambeson.core.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The receiver operating characteristic of a score: positives should score high. Ties are handled
/// exactly (one step of the curve per distinct score).
public final class Roc {
  private final double[] positives;
  private final double[] negatives;
  private final long[] truePositives; // cumulative, per distinct score from high to low
  private final long[] falsePositives;

  private Roc(double[] positives, double[] negatives, long[] tp, long[] fp) {
    this.positives = positives;
    this.negatives = negatives;
    this.truePositives = tp;
    this.falsePositives = fp;
  }

  /// @param positives scores of positive rows
  /// @param negatives scores of negative rows
  public static Roc of(double[] positives, double[] negatives) {
    double[] pos = positives.clone();
    double[] neg = negatives.clone();
    Arrays.sort(pos);
    Arrays.sort(neg);
    if (Arrays.stream(pos).anyMatch(Double::isNaN) || Arrays.stream(neg).anyMatch(Double::isNaN)) {
      throw new IllegalArgumentException("a score is NaN, which has no rank");
    }
    List<long[]> steps = new ArrayList<>();
    int p = pos.length;
    int n = neg.length;
    while (p > 0 || n > 0) {
      double score =
          Math.max(
              p > 0 ? pos[p - 1] : Double.NEGATIVE_INFINITY,
              n > 0 ? neg[n - 1] : Double.NEGATIVE_INFINITY);
      while (p > 0 && pos[p - 1] == score) {
        p--;
      }
      while (n > 0 && neg[n - 1] == score) {
        n--;
      }
      steps.add(new long[] {pos.length - p, neg.length - n});
    }
    return new Roc(
        pos,
        neg,
        steps.stream().mapToLong(s -> s[0]).toArray(),
        steps.stream().mapToLong(s -> s[1]).toArray());
  }

  /// As [#of], from scores and a mark per row.
  public static Roc of(double[] scores, boolean[] positive) {
    double[] pos =
        IntStream.range(0, scores.length)
            .filter(i -> positive[i])
            .mapToDouble(i -> scores[i])
            .toArray();
    double[] neg =
        IntStream.range(0, scores.length)
            .filter(i -> !positive[i])
            .mapToDouble(i -> scores[i])
            .toArray();
    return of(pos, neg);
  }

  /// Area under the curve with its interval (DeLong, DeLong and Clarke-Pearson 1988), computed on
  /// mid-ranks (Sun and Xu 2014). Undefined without positives or negatives.
  public Estimate auc(String name) {
    int m = positives.length;
    int n = negatives.length;
    if (m == 0 || n == 0) {
      return Estimate.undefined(name, m + n, "only one class is present");
    }
    double[] v10 = placements(positives, negatives);
    double[] v01 = placements(negatives, positives);
    double auc = Arrays.stream(v10).average().orElseThrow();
    double variance = variance(v10, auc) / m + variance(v01, 1 - auc) / n;
    double half = Intervals.Z95 * Math.sqrt(variance);
    return new Estimate(
        name, auc, Math.max(0, auc - half), Math.min(1, auc + half), m + n, "DeLong 95 %");
  }

  /// For each value of `a` (sorted), the share of `b` (sorted) below it, ties counted half.
  private static double[] placements(double[] a, double[] b) {
    double[] out = new double[a.length];
    int below = 0;
    int upTo = 0;
    for (int i = 0; i < a.length; i++) {
      while (below < b.length && b[below] < a[i]) {
        below++;
      }
      upTo = Math.max(upTo, below);
      while (upTo < b.length && b[upTo] <= a[i]) {
        upTo++;
      }
      out[i] = (below + 0.5 * (upTo - below)) / b.length;
    }
    return out;
  }

  private static double variance(double[] values, double mean) {
    if (values.length < 2) {
      return 0;
    }
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
  }

  /// The highest true positive rate whose false positive rate does not exceed `fpr`, with the exact
  /// interval of that proportion (Clopper-Pearson). The threshold is chosen on the same rows; the
  /// interval does not cover that choice. Undefined when `1 / fpr` exceeds the number of negatives,
  /// since then the rate cannot be resolved.
  public Estimate tprAt(double fpr, String name) {
    if (positives.length == 0 || negatives.length * fpr < 1) {
      return Estimate.undefined(
          name,
          negatives.length,
          "%d negatives cannot resolve a false positive rate of %s"
              .formatted(negatives.length, fpr));
    }
    long best = 0;
    for (int i = 0; i < truePositives.length && falsePositives[i] <= fpr * negatives.length; i++) {
      best = truePositives[i];
    }
    return Intervals.clopperPearson(name, best, positives.length);
  }

  /// The best balanced accuracy over all thresholds, `(TPR + 1 - FPR) / 2`.
  public double bestBalancedAccuracy() {
    double best = 0.5;
    for (int i = 0; i < truePositives.length; i++) {
      double tpr = (double) truePositives[i] / positives.length;
      double fpr = (double) falsePositives[i] / negatives.length;
      best = Math.max(best, (tpr + 1 - fpr) / 2);
    }
    return best;
  }

  /// Points (FPR, TPR) of the curve from (0, 0) to (1, 1), thinned to at most `limit` points.
  public List<double[]> curve(int limit) {
    List<double[]> points = new ArrayList<>();
    points.add(new double[] {0, 0});
    int stride = Math.max(1, (truePositives.length + limit - 1) / limit);
    for (int i = 0; i < truePositives.length; i++) {
      if (i % stride == 0 || i == truePositives.length - 1) {
        points.add(
            new double[] {
              (double) falsePositives[i] / negatives.length,
              (double) truePositives[i] / positives.length
            });
      }
    }
    points.sort(Comparator.comparingDouble(p -> p[0]));
    return points;
  }
}
