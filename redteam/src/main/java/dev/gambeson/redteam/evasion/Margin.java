package dev.gambeson.redteam.evasion;

import dev.gambeson.core.model.ScoredClassifier;

/// How far scores are from what an attacker wants: above 0 as long as he has not got it, in most
/// cases. Differences of log scores, so that a saturated softmax, whose probabilities stick near 0
/// and 1, still shows which way to go; plain differences where scores are negative (logits).
final class Margin {
  private final ThreatModel threat;
  private final int classes;

  Margin(ThreatModel threat, int classes) {
    this.threat = threat;
    this.classes = classes;
  }

  double of(float[] scores, int row, int truth) {
    int from = row * classes;
    boolean logits = false;
    for (int c = 0; c < classes; c++) {
      logits |= scores[from + c] < 0;
    }
    int subject = threat.target().orElse(truth);
    double other = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      if (c != subject) {
        other = Math.max(other, value(scores[from + c], logits));
      }
    }
    double margin = value(scores[from + subject], logits) - other;
    return threat.target().isPresent() ? -margin : margin;
  }

  private static double value(float score, boolean logits) {
    return logits ? score : Math.log(Math.max(score, Float.MIN_VALUE));
  }

  /// The class these scores mean.
  int label(float[] scores, int row) {
    float[] one = new float[classes];
    System.arraycopy(scores, row * classes, one, 0, classes);
    return ScoredClassifier.argMax(one, classes)[0];
  }
}
