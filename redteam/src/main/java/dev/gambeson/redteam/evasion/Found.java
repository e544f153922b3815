package dev.gambeson.redteam.evasion;

import java.util.Optional;

/// What an attack claims about one row, before it is verified.
///
/// @param row the nearest adversarial row found
/// @param otherwise the outcome when there is none
/// @param flat whether the model's scores never moved
record Found(Optional<double[]> row, RowOutcome otherwise, boolean flat) {
  static Found at(double[] row) {
    return new Found(Optional.of(row), RowOutcome.HELD, false);
  }

  static Found none(RowOutcome otherwise) {
    return new Found(Optional.empty(), otherwise, false);
  }
}
