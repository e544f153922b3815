package dev.gambeson.guard.output;

import dev.gambeson.guard.Answer;
import java.util.Arrays;

/// Cuts down what one row's answer shows: labels, top classes, digits, bands.
final class Restriction {
  private Restriction() {}

  /// What is left of labels and scores under the policy. Rows that abstain (label -1) show nothing.
  ///
  /// @param labels kept as they are
  static Answer apply(OutputPolicy policy, Answer answer, int[] labels, float[] scores) {
    int k = answer.classes().size();
    if (policy.reveal() == OutputPolicy.Reveal.LABEL || scores.length == 0) {
      return new Answer(answer.classes(), answer.count(), labels, new float[0]);
    }
    float[] shown = new float[scores.length];
    for (int row = 0; row < answer.count(); row++) {
      int from = row * k;
      if (labels[row] < 0) {
        Arrays.fill(shown, from, from + k, Float.NaN);
        continue;
      }
      switch (policy.reveal()) {
        case LABEL -> throw new IllegalStateException("handled above");
        case BAND -> band(policy.bands().orElseThrow(), scores, from, k, labels[row], shown);
        case TOP -> {
          digits(policy, scores, from, k, labels[row], shown);
          keepTop(scores, from, k, labels[row], policy.top().orElse(1), shown);
        }
        case SCORES -> digits(policy, scores, from, k, labels[row], shown);
      }
    }
    return new Answer(answer.classes(), answer.count(), labels, shown);
  }

  private static void digits(
      OutputPolicy policy, float[] scores, int from, int k, int label, float[] out) {
    if (policy.digits().isEmpty()) {
      System.arraycopy(scores, from, out, from, k);
    } else {
      Rounding.round(scores, from, k, label, policy.digits().get(), out);
    }
  }

  /// With two classes the band of the second one's score, shown as its middle, and the rest to one;
  /// with more, the band of the label's score alone.
  private static void band(int bands, float[] scores, int from, int k, int label, float[] out) {
    if (k == 2) {
      float middle = middle(scores[from + 1], bands);
      out[from] = 1 - middle;
      out[from + 1] = middle;
    } else {
      Arrays.fill(out, from, from + k, Float.NaN);
      out[from + label] = middle(scores[from + label], bands);
    }
  }

  private static float middle(float score, int bands) {
    int band = Math.clamp((int) (score * bands), 0, bands - 1);
    return (band + 0.5f) / bands;
  }

  private static void keepTop(float[] scores, int from, int k, int label, int top, float[] out) {
    boolean[] kept = new boolean[k];
    kept[label] = true;
    for (int i = 1; i < Math.min(top, k); i++) {
      int best = -1;
      for (int c = 0; c < k; c++) {
        if (!kept[c] && (best < 0 || scores[from + c] >= scores[from + best])) {
          best = c;
        }
      }
      kept[best] = true;
    }
    for (int c = 0; c < k; c++) {
      if (!kept[c]) {
        out[from + c] = Float.NaN;
      }
    }
  }
}
