package dev.gambeson.data.screen.outlier;

import dev.gambeson.data.screen.Ranks;
import java.util.Arrays;

/// How improbable a score is, as the bulk of the scores lets expect: up to the median by count,
/// above it with an exponential tail through the 0.5 and the 0.8 quantile.
///
/// Up to a fifth of outliers cannot bend it, which a count of the scores themselves could not
/// offer: among `n` rows the largest would always have `1 / n`. An extrapolation, not a law: where
/// the scores of ordinary rows have a heavier tail, the probabilities are too small.
final class BulkTail {
  private static final double HIGH = 0.8;

  private final double[] sorted;
  private final double median;
  private final double scale; // of the exponential tail; 0 where the bulk does not spread

  BulkTail(double[] scores) {
    sorted = scores.clone();
    Arrays.sort(sorted);
    median = quantile(0.5);
    scale = (quantile(HIGH) - median) / Math.log(0.5 / (1 - HIGH));
  }

  private double quantile(double share) {
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }

  /// Relative standard error of the tail's scale, fitted on `n` scores: that of the difference of
  /// two order statistics of an exponential sample (Rényi 1953).
  static double relativeError(int n) {
    return Math.sqrt((1 / (1 - HIGH) - 2) / n) / Math.log(0.5 / (1 - HIGH));
  }

  /// Probability of a score as large as this one, above 0.
  double probability(double score) {
    if (score <= median || !(scale > 0)) {
      return (1.0 + sorted.length - Ranks.below(sorted, score)) / (1.0 + sorted.length);
    }
    return Math.max(Double.MIN_NORMAL, 0.5 * Math.exp(-(score - median) / scale));
  }
}
