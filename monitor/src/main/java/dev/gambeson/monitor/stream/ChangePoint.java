package dev.gambeson.monitor.stream;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.core.stats.Intervals.Share;
import java.util.Optional;

/// A place where the share of errors rose.
///
/// @param at first window of the newer part
/// @param before share of errors in the older part
/// @param after share of errors in the newer part
public record ChangePoint(int at, Share before, Share after) {
  /// ADWIN's test (Bifet and Gavalda 2007, section 3.1, equation for small probabilities) at every
  /// border between windows, and of the borders that pass the one with the largest rise over its
  /// threshold. Windows may hold different numbers of rows, so the counts of several nodes may be
  /// added up first.
  ///
  /// @param n rows per window
  /// @param errors of those, wrong ones
  /// @param delta probability of a false cut, over all borders
  public static Optional<ChangePoint> rise(long[] n, long[] errors, double delta) {
    double total = 0;
    double wrong = 0;
    for (int w = 0; w < n.length; w++) {
      total += n[w];
      wrong += errors[w];
    }
    double variance = wrong / total * (1 - wrong / total);
    double log = Math.log(2.0 * n.length / delta);
    double n0 = 0;
    double e0 = 0;
    double largest = 0;
    Optional<ChangePoint> best = Optional.empty();
    for (int cut = 1; cut < n.length; cut++) {
      n0 += n[cut - 1];
      e0 += errors[cut - 1];
      if (n0 > 0 && n0 < total) {
        double m = 1 / (1 / n0 + 1 / (total - n0));
        double bound = Math.sqrt(2 / m * variance * log) + 2 / (3 * m) * log;
        double rise = (wrong - e0) / (total - n0) - e0 / n0;
        if (rise > bound && rise / bound > largest) {
          largest = rise / bound;
          best =
              Optional.of(
                  new ChangePoint(cut, new Share(e0, n0), new Share(wrong - e0, total - n0)));
        }
      }
    }
    return best;
  }

  /// How much it rose. The place was chosen by the data, which the interval does not know.
  public Estimate rise(String name) {
    return Intervals.difference(name, after, before, 0.95);
  }
}
