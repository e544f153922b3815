package dev.gambeson.model.tree;

/// How an ensemble's margins become scores.
public enum Link {
  /// A margin is a log-odds, its score `1 / (1 + exp(-margin))`. A single one is that of the
  /// positive class; several (one against the rest) are not made to sum to one.
  LOGISTIC,
  /// One margin per class: scores are their softmax.
  SOFTMAX,
  /// Margins are probabilities already. A single one is that of the positive class.
  PROBABILITY;

  /// Scores of `rows * outputs` margins, row-major, in float32. A single output gives two scores,
  /// negative class first.
  float[] scores(float[] margins, int outputs) {
    return switch (this) {
      case LOGISTIC -> outputs == 1 ? binary(margins, true) : sigmoids(margins);
      case SOFTMAX -> softmax(margins, outputs);
      case PROBABILITY -> outputs == 1 ? binary(margins, false) : margins;
    };
  }

  /// The logistic function in double.
  public static double logistic(double margin) {
    return 1 / (1 + Math.exp(-margin));
  }

  private static float[] binary(float[] margins, boolean logistic) {
    float[] scores = new float[2 * margins.length];
    for (int i = 0; i < margins.length; i++) {
      float p = logistic ? (float) logistic(margins[i]) : margins[i];
      scores[2 * i] = 1 - p;
      scores[2 * i + 1] = p;
    }
    return scores;
  }

  private static float[] sigmoids(float[] margins) {
    float[] scores = new float[margins.length];
    for (int i = 0; i < margins.length; i++) {
      scores[i] = (float) logistic(margins[i]);
    }
    return scores;
  }

  private static float[] softmax(float[] margins, int outputs) {
    float[] scores = new float[margins.length];
    for (int at = 0; at < margins.length; at += outputs) {
      float max = Float.NEGATIVE_INFINITY;
      for (int c = 0; c < outputs; c++) {
        max = Math.max(max, margins[at + c]);
      }
      double sum = 0;
      for (int c = 0; c < outputs; c++) {
        scores[at + c] = (float) Math.exp(margins[at + c] - max);
        sum += scores[at + c];
      }
      for (int c = 0; c < outputs; c++) {
        scores[at + c] = (float) (scores[at + c] / sum);
      }
    }
    return scores;
  }
}
