package dev.gambeson.model.onnx;

/// What the numbers of a model's output are, and how they become one probability per class.
enum ScoreKind {
  /// One probability per class.
  PROBABILITIES(""),
  /// One value in `[0, 1]` per class that do not sum to one: divided by their sum.
  SHARES("The model's scores do not sum to one; each row was divided by its sum."),
  /// One logit per class: softmax.
  LOGITS("The model gives logits, not probabilities; softmax was applied."),
  /// One probability, of the second class.
  POSITIVE(""),
  /// One logit, of the second class: the logistic function.
  POSITIVE_LOGIT(
      "The model gives one logit, not a probability; the logistic function was applied.");

  private final String notice;

  ScoreKind(String notice) {
    this.notice = notice;
  }

  /// What a reader should know; empty when there is nothing to say.
  String notice() {
    return notice;
  }

  /// Whether the model gives one value for two classes.
  boolean single() {
    return this == POSITIVE || this == POSITIVE_LOGIT;
  }

  /// Judges by some rows of output.
  ///
  /// @param values row-major
  /// @param width values per row
  /// @param linear whether the last operator is a linear one, which cannot give probabilities
  static ScoreKind of(float[] values, int width, boolean linear) {
    boolean inRange = true;
    boolean sums = true;
    for (int at = 0; at < values.length; at += width) {
      double sum = 0;
      for (int c = 0; c < width; c++) {
        float v = values[at + c];
        inRange &= !(v < -1e-6f) && !(v > 1 + 1e-6f);
        sum += v;
      }
      sums &= !(Math.abs(sum - 1) > 1e-3);
    }
    if (width == 1) {
      return inRange && !linear ? POSITIVE : POSITIVE_LOGIT;
    }
    if (inRange && sums) {
      return PROBABILITIES;
    }
    return inRange && !linear ? SHARES : LOGITS;
  }

  /// Turns `count` rows of output into class probabilities, row-major.
  float[] scores(float[] values, int count, int classes) {
    return switch (this) {
      case PROBABILITIES -> values;
      case SHARES -> shares(values.clone(), classes);
      case LOGITS -> softmax(values.clone(), classes);
      case POSITIVE -> pair(values, count, false);
      case POSITIVE_LOGIT -> pair(values, count, true);
    };
  }

  private static float[] shares(float[] values, int k) {
    for (int at = 0; at < values.length; at += k) {
      double sum = 0;
      for (int c = 0; c < k; c++) {
        sum += values[at + c];
      }
      for (int c = 0; c < k; c++) {
        values[at + c] = sum > 0 ? (float) (values[at + c] / sum) : 1f / k;
      }
    }
    return values;
  }

  private static float[] softmax(float[] values, int k) {
    for (int at = 0; at < values.length; at += k) {
      double max = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < k; c++) {
        max = Math.max(max, values[at + c]);
      }
      double sum = 0;
      for (int c = 0; c < k; c++) {
        sum += Math.exp(values[at + c] - max);
      }
      for (int c = 0; c < k; c++) {
        values[at + c] = (float) (Math.exp(values[at + c] - max) / sum);
      }
    }
    return values;
  }

  private static float[] pair(float[] values, int count, boolean logit) {
    float[] out = new float[2 * count];
    for (int i = 0; i < count; i++) {
      float p = logit ? (float) (1 / (1 + Math.exp(-values[i]))) : values[i];
      out[2 * i] = 1 - p;
      out[2 * i + 1] = p;
    }
    return out;
  }
}
