package dev.gambeson.monitor.performance;

import java.util.stream.IntStream;

/// Performance expected of a binary model from calibrated probabilities alone (confidence-based
/// performance estimation, as NannyML's CBPE): every row is a positive with its probability and a
/// negative with the rest, and metrics are ratios of expected counts.
///
/// Right when the probabilities are: when the outcome still depends on the score as it did where
/// they were calibrated. It is blind to concept drift, that is, to a change of that dependence.
///
/// @param tp expected true positives
/// @param fp expected false positives
/// @param fn expected false negatives
/// @param tn expected true negatives
/// @param auc expected area under the ROC curve
/// @param variance of the expected number of right decisions, over the outcomes
public record Expected(double tp, double fp, double fn, double tn, double auc, double variance) {

  /// Of rows one by one.
  ///
  /// @param scores that rank the rows
  /// @param predicted whether the row was predicted positive
  /// @param probability calibrated probability of being positive
  public static Expected of(double[] scores, boolean[] predicted, double[] probability) {
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted((a, b) -> Double.compare(scores[a], scores[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    Builder builder = new Builder();
    for (int from = 0; from < order.length; ) {
      double[] cell = new double[4];
      int to = from;
      for (; to < order.length && scores[order[to]] == scores[order[from]]; to++) {
        int side = predicted[order[to]] ? 2 : 0;
        cell[side]++;
        cell[side + 1] += probability[order[to]];
        builder.variance += probability[order[to]] * (1 - probability[order[to]]);
      }
      builder.cell(cell[0], cell[1], cell[2], cell[3]);
      from = to;
    }
    return builder.build();
  }

  /// Collects cells of equal score, from low to high.
  public static final class Builder {
    private double tp;
    private double fp;
    private double fn;
    private double tn;
    private double below; // expected negatives of a lower score
    private double area;
    private double variance;

    /// @param n0 rows predicted negative
    /// @param p0 their summed probability of being positive
    /// @param n1 rows predicted positive
    /// @param p1 their summed probability of being positive
    public void cell(double n0, double p0, double n1, double p1) {
      double positives = p0 + p1;
      double negatives = n0 + n1 - positives;
      fn += p0;
      tn += n0 - p0;
      tp += p1;
      fp += n1 - p1;
      area += positives * (below + negatives / 2);
      below += negatives;
    }

    /// Adds to the summed `p (1 - p)`.
    public void variance(double sum) {
      variance += sum;
    }

    /// The expectation.
    public Expected build() {
      return new Expected(tp, fp, fn, tn, area / ((tp + fn) * (fp + tn)), variance);
    }
  }

  /// Number of rows.
  public double rows() {
    return tp + fp + fn + tn;
  }

  /// Expected share of right decisions.
  public double accuracy() {
    return (tp + tn) / rows();
  }

  /// Expected share of positives among those predicted positive.
  public double precision() {
    return tp / (tp + fp);
  }

  /// Expected share predicted positive among positives.
  public double recall() {
    return tp / (tp + fn);
  }

  /// Expected share predicted negative among negatives.
  public double specificity() {
    return tn / (tn + fp);
  }

  /// Harmonic mean of precision and recall.
  public double f1() {
    return 2 * tp / (2 * tp + fp + fn);
  }

  /// Standard deviation of the realised accuracy around the expected one.
  public double accuracyDeviation() {
    return Math.sqrt(variance) / rows();
  }
}
