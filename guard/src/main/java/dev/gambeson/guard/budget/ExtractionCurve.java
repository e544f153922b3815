package dev.gambeson.guard.budget;

import java.util.List;

/// How well the best copy that was tried agreed with the model, against the bits of the answers it
/// was trained on: measured by the red team for one model and one output policy.
///
/// A curve is a lower bound of what a thief can do: a better attack makes a steeper one.
///
/// @param points by ascending bits, at least two
/// @param method which attack and surrogate, on which rows
public record ExtractionCurve(List<Point> points, String method) {
  /// One measurement.
  ///
  /// @param bits of the answers, above 0
  /// @param fidelity share of fresh rows on which the copy gives the model's label, 0 to 1
  public record Point(double bits, double fidelity) {
    public Point {
      if (!(bits > 0 && bits < 1e15) || !(fidelity >= 0 && fidelity <= 1)) {
        throw new IllegalArgumentException(
            "a point at %s bits with fidelity %s: bits must be above 0, fidelity 0 to 1"
                .formatted(bits, fidelity));
      }
    }
  }

  public ExtractionCurve {
    points = List.copyOf(points);
    if (points.size() < 2) {
      throw new IllegalArgumentException(
          "an extraction curve of %d points: at least 2 are needed".formatted(points.size()));
    }
    for (int i = 1; i < points.size(); i++) {
      if (!(points.get(i - 1).bits() < points.get(i).bits())) {
        throw new IllegalArgumentException("the points of an extraction curve must ascend in bits");
      }
    }
  }

  /// Fidelity at so many bits: linear in the logarithm between points, and what the nearest point
  /// says outside of them.
  public double fidelity(double bits) {
    if (bits <= points.getFirst().bits()) {
      return points.getFirst().fidelity();
    }
    for (int i = 1; i < points.size(); i++) {
      Point low = points.get(i - 1);
      Point high = points.get(i);
      if (bits <= high.bits()) {
        double along = Math.log(bits / low.bits()) / Math.log(high.bits() / low.bits());
        return low.fidelity() + along * (high.fidelity() - low.fidelity());
      }
    }
    return points.getLast().fidelity();
  }

  /// Bits from which on more answers help a thief little: where the curve lies farthest above the
  /// chord from its first to its last point, over the logarithm of bits (Satopaa et al. 2011,
  /// "Finding a kneedle in a haystack"). The last point when the curve only steepens.
  public double knee() {
    Point first = points.getFirst();
    Point last = points.getLast();
    double best = last.bits();
    double most = 0;
    for (Point p : points) {
      double along = Math.log(p.bits() / first.bits()) / Math.log(last.bits() / first.bits());
      double above = p.fidelity() - first.fidelity() - along * (last.fidelity() - first.fidelity());
      if (above > most) {
        most = above;
        best = p.bits();
      }
    }
    return best;
  }
}
