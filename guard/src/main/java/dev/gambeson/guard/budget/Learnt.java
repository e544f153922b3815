package dev.gambeson.guard.budget;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/// What one client has learnt of one model in one period.
///
/// @param bits information that its answers carried at most
/// @param share of its budget of bits that is gone, reservations included
/// @param rows how many different rows it was answered (one that was forgotten meanwhile and asked
///   again counts anew)
/// @param fidelity how well a copy trained on so many bits agreed with the model when that was
///   measured; a direction, not a statement about this client
/// @param ofKnee bits as a share of the knee of the extraction curve
public record Learnt(
    double bits, double share, long rows, Optional<Double> fidelity, Optional<Double> ofKnee) {
  public Learnt {
    requireNonNull(fidelity, "fidelity");
    requireNonNull(ofKnee, "ofKnee");
  }

  static Learnt of(Standing bits, Standing rows, Optional<ExtractionCurve> curve) {
    double used = (double) bits.used() / BudgetLimit.PER_BIT;
    return new Learnt(
        used,
        bits.share(),
        rows.used(),
        curve.map(c -> c.fidelity(used)),
        curve.map(c -> used / c.knee()));
  }
}
