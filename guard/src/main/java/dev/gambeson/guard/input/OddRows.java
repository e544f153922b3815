package dev.gambeson.guard.input;

import dev.gambeson.core.data.Rows;
import java.util.Optional;

/// Tells rows unlike any training row. Thread-safe; some microseconds a row.
public final class OddRows {
  private final Distance distance;

  private OddRows(Distance distance) {
    this.distance = distance;
  }

  /// Empty when the profile has no manifold.
  public static Optional<OddRows> of(InputProfile profile) {
    return Distance.of(profile).map(OddRows::new);
  }

  /// Share of honest rows that lie at least as far from the training rows; small is odd. A rule
  /// "odd when at most `a`" calls at most a share `a` of honest rows odd.
  public double pValue(Rows rows, int row) {
    return distance.pValue(rows, row);
  }
}
