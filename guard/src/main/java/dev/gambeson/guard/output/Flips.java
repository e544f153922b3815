package dev.gambeson.guard.output;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.MacKey;
import java.nio.ByteBuffer;

/// Which answers the watermark flips, and the flip itself.
final class Flips {
  private Flips() {}

  /// Gives the chosen rows their second best label, and swaps the two scores.
  static void apply(MacKey key, AnswerMark mark, Rows rows, int k, int[] labels, float[] scores) {
    for (int row = 0; row < labels.length && scores.length > 0; row++) {
      int from = row * k;
      if (margin(scores, from, k) < mark.margin() && chosen(key, mark, rows, row)) {
        int first = best(scores, from, k, -1);
        int second = best(scores, from, k, first);
        float score = scores[from + first];
        scores[from + first] = scores[from + second];
        scores[from + second] = score;
        labels[row] = second;
      }
    }
  }

  /// Whether the key chooses this row: with probability `rate`, whatever the row.
  static boolean chosen(MacKey key, AnswerMark mark, Rows rows, int row) {
    long draw = ByteBuffer.wrap(key.mac(rows, row)).getLong() >>> 11;
    return draw * 0x1p-53 < mark.rate();
  }

  /// Distance between the two highest of `k` scores; 1 when there is but one.
  static float margin(float[] scores, int from, int k) {
    float first = Float.NEGATIVE_INFINITY;
    float second = Float.NEGATIVE_INFINITY;
    for (int c = from; c < from + k; c++) {
      if (scores[c] > first) {
        second = first;
        first = scores[c];
      } else if (scores[c] > second) {
        second = scores[c];
      }
    }
    return k < 2 ? 1 : first - second;
  }

  /// The class with the highest score but `not`; of equals, the later one.
  static int best(float[] scores, int from, int k, int not) {
    int best = -1;
    for (int c = 0; c < k; c++) {
      if (c != not && (best < 0 || scores[from + c] >= scores[from + best])) {
        best = c;
      }
    }
    return best;
  }
}
