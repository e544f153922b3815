package dev.gambeson.data.screen.activation;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.stats.Intervals;
import java.util.Arrays;
import java.util.List;

/// The suspects of one class and what became of them.
///
/// @param label class index
/// @param rows suspects, as row indices
/// @param size rows of the class
/// @param signal how much the class stands out in the activations, for the report
/// @param within share of suspects that look like another class
/// @param rest the same share among the other rows of the class
@SuppressWarnings("ArrayRecordComponent") // row indices inside the package
record Suspects(
    int label,
    int[] rows,
    int size,
    double signal,
    Intervals.Share within,
    Intervals.Share rest) {

  /// How much more often suspects look like another class than the rest of their class does.
  Estimate excess(double confidence) {
    return Intervals.difference(
        "suspects that look like another class, beyond the rest of the class",
        within,
        rest,
        confidence);
  }

  /// Whether the class departs from the others: the lower bound of its excess lies `margin` above
  /// the median excess of the other classes, and that of its share above `least`. Fixed thresholds
  /// on cluster sizes or silhouettes cannot tell a poisoned class from a clean one (measured,
  /// supply-data.md section 2).
  @SuppressWarnings("ReferenceEquality") // all but this very class
  boolean departs(List<Suspects> all, double margin, double least, double confidence) {
    Estimate own = excess(confidence);
    if (!own.isDefined() || within.n() < 2) {
      return false;
    }
    double[] others =
        all.stream()
            .filter(s -> s != this)
            .mapToDouble(s -> s.excess(confidence).value())
            .filter(v -> !Double.isNaN(v))
            .sorted()
            .toArray();
    double median = others.length == 0 ? 0 : others[others.length / 2];
    return own.low() - Math.max(0, median) >= margin && within.wilson(confidence)[0] >= least;
  }

  int count() {
    return rows.length;
  }

  @Override
  public String toString() {
    return "Suspects of class " + label + ": " + Arrays.stream(rows).count() + " of " + size;
  }
}
