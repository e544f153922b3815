package dev.gambeson.redteam.evasion;

import java.util.Optional;

/// What an attack did to one row.
///
/// @param row index in the attacked block
/// @param outcome what became of it under the run's epsilon
/// @param adversarial the nearest valid row found that the model gets wrong, even when it lies
///   beyond epsilon; a private copy
/// @param distances how far that row lies
/// @param queries rows asked of the model
/// @param flat whether the model's scores never moved while the attack tried
public record RowResult(
    int row,
    RowOutcome outcome,
    Optional<double[]> adversarial,
    Distances distances,
    int queries,
    boolean flat) {
  /// Whether the row is fooled when numeric changes up to `epsilon` are allowed.
  public boolean fooledWithin(Norm norm, double epsilon) {
    return (outcome == RowOutcome.FOOLED || outcome == RowOutcome.HELD)
        && adversarial.isPresent()
        && distances.in(norm) <= epsilon;
  }

  boolean unknown() {
    return outcome == RowOutcome.NO_START || outcome == RowOutcome.BUDGET;
  }
}
