package dev.gambeson.guard.output;

/// Rounds the scores of one row so that they still sum to one and still say the label (the class
/// with the highest score; of equals, the later one, as in [ScoredClassifier#labels]). A score is
/// moved by less than two units of its last digit.
final class Rounding {
  private static final double ONE = 1e-3;

  private Rounding() {}

  static void round(float[] scores, int from, int k, int label, int digits, float[] out) {
    long whole = Math.round(Math.pow(10, digits));
    long[] units = new long[k];
    double sum = 0;
    for (int c = 0; c < k; c++) {
      sum += scores[from + c];
    }
    boolean shares = Math.abs(sum - 1) < ONE;
    if (shares) {
      apportion(scores, from, sum, whole, units);
    } else {
      for (int c = 0; c < k; c++) {
        units[c] = Math.round((double) scores[from + c] * whole);
      }
    }
    if (label >= 0 && best(scores, from, k) == label) {
      keepLabel(units, label, shares);
    }
    for (int c = 0; c < k; c++) {
      out[from + c] = (float) ((double) units[c] / whole);
    }
  }

  /// Largest remainders (Hamilton's method): each gets its floor, what is left goes one by one to
  /// the largest remainder.
  private static void apportion(float[] scores, int from, double sum, long whole, long[] units) {
    int k = units.length;
    double[] rest = new double[k];
    long left = whole;
    for (int c = 0; c < k; c++) {
      double exact = Math.max(0, scores[from + c]) / sum * whole;
      units[c] = (long) Math.floor(exact);
      rest[c] = exact - units[c];
      left -= units[c];
    }
    for (; left > 0; left--) {
      int most = 0;
      for (int c = 1; c < k; c++) {
        if (rest[c] > rest[most]) {
          most = c;
        }
      }
      units[most]++;
      rest[most] = -1;
    }
  }

  private static int best(float[] scores, int from, int k) {
    int best = 0;
    for (int c = 1; c < k; c++) {
      if (scores[from + c] >= scores[from + best]) {
        best = c;
      }
    }
    return best;
  }

  /// Moves a unit from each rival that rounding put level with the label, or above it.
  private static void keepLabel(long[] units, int label, boolean shares) {
    for (int c = 0; c < units.length; c++) {
      while (c != label && (c > label ? units[c] >= units[label] : units[c] > units[label])) {
        if (shares) {
          units[c]--;
        }
        units[label]++;
      }
    }
  }
}
