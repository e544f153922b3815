package dev.gambeson.monitor.reference;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.data.Rows;
import java.util.List;

/// Rows that a model was asked about, with what it said: its own scores, before any output policy
/// rounds or hides them.
///
/// @param rows in the model's feature space
/// @param labels predicted class per row, -1 for none; empty to take the highest score, or when the
///   model was not asked
/// @param scores row-major, one per row and class (one per row for a model that gives a number);
///   NaN for withheld ones; empty for a model that gives labels only
/// @param groups one array per attribute of [ModelShape] that is given by the caller, in its order:
///   group index per row, -1 unknown; or empty when none is known
@SuppressWarnings("ArrayRecordComponent") // bulk buffers, passed along without copies
public record Observed(Rows rows, int[] labels, float[] scores, List<int[]> groups) {
  private static final int[] NONE = {};

  public Observed {
    requireNonNull(rows, "rows");
    groups = groups.isEmpty() ? List.of() : List.copyOf(groups);
    boolean fits =
        (labels.length == 0 || labels.length == rows.count())
            && (rows.count() == 0 || scores.length % rows.count() == 0);
    for (int[] codes : groups) {
      fits &= codes.length == rows.count();
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "%d labels and %d scores for %d rows"
              .formatted(labels.length, scores.length, rows.count()));
    }
  }

  /// Rows with scores; labels are the highest.
  public static Observed of(Rows rows, float[] scores) {
    return new Observed(rows, NONE, scores, List.of());
  }

  /// Rows alone: only the inputs are looked at.
  public static Observed of(Rows rows) {
    return new Observed(rows, NONE, new float[0], List.of());
  }
}
