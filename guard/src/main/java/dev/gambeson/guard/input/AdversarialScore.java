package dev.gambeson.guard.input;

import dev.gambeson.core.data.Rows;
import java.util.Optional;

/// How much a single row looks like an adversarial example: the model is in two minds about it
/// (small margin), says something else of it than of the training rows around it, and it lies off
/// the training rows.
///
/// The three conformal p-values, each from held-out training rows, are combined by Fisher's sum of
/// logarithms, and the sum is again held against other held-out rows, since the three are not
/// independent. Guaranteed: an honest row drawn like the training rows gets a p-value of at most
/// `a` with probability at most `a + 1 / (held-out rows + 1)`. NOT guaranteed: detection. A neat
/// adversarial example lies no further off than hard honest cases do; on the tables measured the
/// AUC is that of docs/input-guard.md, and a patient attacker who walks on from the boundary lowers
/// it. Use it to look closer, never alone to refuse.
public final class AdversarialScore {
  private final Distance distance;
  private final float[] margins;
  private final float[] discord;
  private final float[] adversarial;

  private AdversarialScore(Distance distance, Manifold m) {
    this.distance = distance;
    this.margins = Distance.floats(m.margins());
    this.discord = Distance.floats(m.discord());
    this.adversarial = Distance.floats(m.adversarial());
  }

  /// Empty when the profile was learnt without a model.
  public static Optional<AdversarialScore> of(InputProfile profile) {
    return profile
        .manifold()
        .filter(m -> !m.adversarial().isEmpty() && !m.margins().isEmpty() && !m.labels().isEmpty())
        .map(m -> new AdversarialScore(Distance.of(profile).orElseThrow(), m));
  }

  /// Share of honest rows that look at least as adversarial; small is suspicious.
  ///
  /// @param scores what the model said of all rows
  public double pValue(Rows rows, int row, float[] scores, int classes) {
    return Distance.upper(adversarial, raw(rows, row, scores, row * classes, classes));
  }

  /// Fisher's sum: the larger, the more suspicious.
  float raw(Rows rows, int row, float[] scores, int from, int k) {
    Distance.Measured m = distance.measure(rows, row, label(scores, from, k));
    double small = lower(margins, margin(scores, from, k));
    double alone = Distance.upper(discord, Distance.NEIGHBOURS - m.agreeing());
    double far = distance.pValue(m);
    return (float) -(Math.log(small) + Math.log(alone) + Math.log(far));
  }

  private static double lower(float[] sorted, float value) {
    return (Distance.rank(sorted, Math.nextUp(value)) * sorted.length + 1) / (sorted.length + 1.0);
  }

  static int label(float[] scores, int from, int k) {
    int best = 0;
    for (int c = 1; c < k; c++) {
      if (scores[from + c] >= scores[from + best]) {
        best = c;
      }
    }
    return best;
  }

  static float margin(float[] scores, int from, int k) {
    float first = Float.NEGATIVE_INFINITY;
    float second = Float.NEGATIVE_INFINITY;
    for (int c = from; c < from + k; c++) {
      second = Math.max(second, Math.min(first, scores[c]));
      first = Math.max(first, scores[c]);
    }
    return first - second;
  }
}
