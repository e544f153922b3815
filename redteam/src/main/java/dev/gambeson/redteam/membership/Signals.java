package dev.gambeson.redteam.membership;

/// What an attacker computes from a model's scores of one row: the higher, the likelier a member.
///
/// Probabilities near one lose their digits in float32, so everything is computed from the
/// probabilities of the *other* classes, which keep theirs: 1 - 1e-20 is one, 1e-20 is not zero.
final class Signals {
  private static final double TINY = Float.MIN_VALUE;

  private Signals() {}

  /// Whether the answer is right: the gap attack (Yeom et al. 2018, section 3.2). Ties in the
  /// scores count as in [dev.gambeson.core.model.ScoredClassifier].
  static double correct(float[] scores, int at, int k, int y) {
    int best = 0;
    for (int c = 1; c < k; c++) {
      if (scores[at + c] >= scores[at + best]) {
        best = c;
      }
    }
    return best == y ? 1 : 0;
  }

  /// Log odds of the true class: orders rows as their loss does (Yeom et al. 2018; the scaling of
  /// Carlini et al. 2022, section IV).
  static double loss(float[] scores, int at, int k, int y) {
    double others = 0;
    for (int c = 0; c < k; c++) {
      others += c == y ? 0 : scores[at + c];
    }
    return Math.log(Math.max(scores[at + y], TINY)) - Math.log(Math.max(others, TINY));
  }

  /// Log odds of the class the model prefers (Salem et al. 2019, attack 3).
  static double confidence(float[] scores, int at, int k) {
    int best = 0;
    for (int c = 1; c < k; c++) {
      best = scores[at + c] > scores[at + best] ? c : best;
    }
    return loss(scores, at, k, best);
  }

  /// Negative entropy of the scores (Song and Mittal 2021, equation 6).
  static double entropy(float[] scores, int at, int k) {
    double sum = 0;
    for (int c = 0; c < k; c++) {
      sum += scores[at + c] * logOf(scores, at, k, c);
    }
    return sum;
  }

  /// Negative modified entropy (Song and Mittal 2021, equation 8), which unlike the entropy knows
  /// the true label.
  static double modifiedEntropy(float[] scores, int at, int k, int y) {
    double sum = rest(scores, at, k, y) * logOf(scores, at, k, y);
    for (int c = 0; c < k; c++) {
      if (c != y) {
        sum += scores[at + c] * Math.log(Math.max(rest(scores, at, k, c), TINY));
      }
    }
    return sum;
  }

  /// `log p_c`, exact near one.
  private static double logOf(float[] scores, int at, int k, int c) {
    double p = scores[at + c];
    return p > 0.5 ? Math.log1p(-Math.min(rest(scores, at, k, c), 1)) : Math.log(Math.max(p, TINY));
  }

  /// `1 - p_c`, as the sum of the other classes.
  private static double rest(float[] scores, int at, int k, int c) {
    double sum = 0;
    for (int other = 0; other < k; other++) {
      sum += other == c ? 0 : scores[at + other];
    }
    return sum;
  }
}
