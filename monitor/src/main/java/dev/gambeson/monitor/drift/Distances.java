package dev.gambeson.monitor.drift;

import dev.gambeson.core.Estimate;
import dev.gambeson.monitor.reference.Grid;

/// Distances between two histograms over the same cells.
public final class Distances {
  private Distances() {}

  /// The Kolmogorov-Smirnov distance at the edges of the cells: at most that of the values, and
  /// less by at most the share that the fullest cell holds.
  ///
  /// @param at where the cells begin in both arrays
  public static double ks(long[] reference, long[] current, int at, int cells) {
    double m = sum(reference, at, cells);
    double n = sum(current, at, cells);
    double p = 0;
    double q = 0;
    double largest = 0;
    for (int c = 0; c < cells; c++) {
      p += reference[at + c];
      q += current[at + c];
      largest = Math.max(largest, Math.abs(p / m - q / n));
    }
    return largest;
  }

  /// Half-width that the distance of two empirical distributions from the true one keeps with
  /// probability `1 - alpha`: the band of each (Dvoretzky, Kiefer and Wolfowitz 1956, with the
  /// constant of Massart 1990) at half of alpha.
  public static double band(double n, double m, double alpha) {
    double log = Math.log(4 / alpha);
    return Math.sqrt(log / (2 * n)) + Math.sqrt(log / (2 * m));
  }

  /// [#ks] with [#band]; undefined when a sample is empty.
  public static Estimate ks(
      String name, long[] reference, long[] current, int at, int cells, double alpha) {
    double m = sum(reference, at, cells);
    double n = sum(current, at, cells);
    if (m == 0 || n == 0) {
      return Estimate.undefined(name, (long) n, "no values");
    }
    double d = ks(reference, current, at, cells);
    double half = band(n, m, alpha);
    return new Estimate(
        name,
        d,
        Math.max(0, d - half),
        Math.min(1, d + half),
        (long) n,
        "KS on %d cells, DKW band at 1 - %.0e".formatted(cells, alpha));
  }

  /// The Jensen-Shannon distance to base 2, from 0 to 1: the square root of the divergence.
  public static double jensenShannon(long[] reference, long[] current, int at, int cells) {
    double m = sum(reference, at, cells);
    double n = sum(current, at, cells);
    double divergence = 0;
    for (int c = 0; c < cells; c++) {
      double p = reference[at + c] / m;
      double q = current[at + c] / n;
      divergence += part(p, q) + part(q, p);
    }
    return Math.sqrt(Math.max(0, divergence / 2 / Math.log(2)));
  }

  private static double part(double p, double q) {
    return p == 0 ? 0 : p * Math.log(2 * p / (p + q));
  }

  /// The Wasserstein-1 distance inside the reference's range, values spread evenly over their cell;
  /// what lies outside counts as lying at the end of the range. At most that of the values but for
  /// the width of cells.
  public static double wasserstein(Grid grid, long[] reference, long[] current, int at) {
    int cells = grid.cells();
    double m = sum(reference, at, cells);
    double n = sum(current, at, cells);
    double before = (reference[at] / m) - (current[at] / n);
    double sum = 0;
    for (int c = 1; c < cells - 1; c++) {
      double after = before + reference[at + c] / m - current[at + c] / n;
      double width = grid.to(c) - grid.from(c);
      sum += width * meanAbs(before, after);
      before = after;
    }
    return sum;
  }

  /// The mean of the absolute value of a line from `a` to `b`.
  private static double meanAbs(double a, double b) {
    return a * b >= 0
        ? (Math.abs(a) + Math.abs(b)) / 2
        : (a * a + b * b) / (2 * (Math.abs(a) + Math.abs(b)));
  }

  private static double sum(long[] counts, int at, int cells) {
    double sum = 0;
    for (int c = 0; c < cells; c++) {
      sum += counts[at + c];
    }
    return sum;
  }
}
