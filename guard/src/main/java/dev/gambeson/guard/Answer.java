package dev.gambeson.guard;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;

/// What a model says of each row of a query, or what of it may leave the house.
///
/// @param classes the class labels; empty for a model that gives a number
/// @param count number of rows
/// @param labels class index of each row, -1 where the answer abstains; empty for a model that
///   gives a number
/// @param scores row-major, one per row and class (one per row without classes); NaN where
///   withheld; empty when none is given at all
@SuppressWarnings("ArrayRecordComponent") // bulk buffers, passed along without copies
public record Answer(List<String> classes, int count, int[] labels, float[] scores) {
  public Answer {
    requireNonNull(classes, "classes");
    int width = Math.max(1, classes.size());
    boolean fits =
        (classes.isEmpty() ? labels.length == 0 : labels.length == count)
            && (scores.length == 0 || scores.length == (long) count * width);
    if (!fits) {
      throw new IllegalArgumentException(
          "%d labels and %d scores for %d rows and %d classes"
              .formatted(labels.length, scores.length, count, classes.size()));
    }
  }

  /// The same answer without its scores. A number is withheld: NaN for each row.
  public Answer labelsOnly() {
    if (!classes.isEmpty()) {
      return scores.length == 0 ? this : new Answer(classes, count, labels, new float[0]);
    }
    float[] withheld = new float[scores.length];
    Arrays.fill(withheld, Float.NaN);
    return new Answer(classes, count, labels, withheld);
  }
}
