package dev.gambeson.guard.detect;

/// What the detectors see of one row: no raw value.
///
/// @param point the row's place in [Coordinates]
/// @param hash keyed hash of the raw row
/// @param label predicted class, -1 when unknown
/// @param margin highest minus second highest score, NaN when unknown
/// @param away distance to the nearest training row looked at
/// @param stride root mean square of the changed coordinates against the training row where that is
///   smallest
/// @param cell index of that training row
@SuppressWarnings("ArrayRecordComponent") // passed along without copies
record Sighting(
    short[] point, long hash, int label, double margin, double away, double stride, int cell) {

  /// Highest minus second highest of `k` scores; NaN when any is withheld.
  static double margin(float[] scores, int row, int k) {
    if (k < 2 || scores.length == 0) {
      return Double.NaN;
    }
    float first = Float.NEGATIVE_INFINITY;
    float second = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < k; c++) {
      float s = scores[row * k + c];
      if (Float.isNaN(s)) {
        return Double.NaN;
      }
      second = s > first ? first : Math.max(s, second);
      first = Math.max(s, first);
    }
    return (double) first - second;
  }
}
