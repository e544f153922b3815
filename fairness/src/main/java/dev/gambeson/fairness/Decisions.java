package dev.gambeson.fairness;

import java.util.Arrays;
import java.util.Optional;

/// What was decided about each person, and what would have been right. The favourable class has no
/// default: with the wrong one, every verdict turns round.
///
/// @param cells per row: 2 if the true outcome is favourable, plus 1 if the decision is. Not
///   copied: treat as immutable.
/// @param scores probability of the favourable outcome per row, if the model gives one
/// @param weights weight per row, if rows do not count alike; finite and not negative
@SuppressWarnings("ArrayRecordComponent") // bulk columns, passed along without copies
public record Decisions(byte[] cells, Optional<double[]> scores, Optional<double[]> weights) {

  /// Decisions from class indices.
  ///
  /// @param truth true class per row
  /// @param predicted class the model decided for, per row
  /// @param favourable the class that is good for the person concerned
  public static Decisions of(int[] truth, int[] predicted, int favourable) {
    requireLength("predicted", predicted.length, truth.length);
    byte[] cells = new byte[truth.length];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = (byte) ((truth[i] == favourable ? 2 : 0) + (predicted[i] == favourable ? 1 : 0));
    }
    return new Decisions(cells, Optional.empty(), Optional.empty());
  }

  /// The same decisions with the scores they came from.
  public Decisions withScores(double[] probabilities) {
    requireLength("scores", probabilities.length, size());
    return new Decisions(cells, Optional.of(probabilities), weights);
  }

  /// The same decisions with a weight per row.
  public Decisions withWeights(double[] perRow) {
    requireLength("weights", perRow.length, size());
    if (Arrays.stream(perRow).anyMatch(w -> !(w >= 0) || Double.isInfinite(w))) {
      throw new IllegalArgumentException("weights must be finite and not negative");
    }
    return new Decisions(cells, scores, Optional.of(perRow));
  }

  /// Number of rows.
  public int size() {
    return cells.length;
  }

  /// Whether the true outcome of the row is favourable.
  public boolean deserved(int row) {
    return cells[row] >= 2;
  }

  /// Whether the decision of the row is favourable.
  public boolean granted(int row) {
    return (cells[row] & 1) == 1;
  }

  private static void requireLength(String what, int length, int expected) {
    if (length != expected) {
      throw new IllegalArgumentException(
          "%s has %d rows, expected %d".formatted(what, length, expected));
    }
  }
}
