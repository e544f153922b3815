package dev.gambeson.fairness;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.stats.Intervals;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Delta-method intervals for smooth functions of cell counts.
final class Delta {
  private Delta() {}

  /// A metric that does not change when all counts are scaled alike, with its interval. For such a
  /// metric the multinomial variance is the sum over cells of count times squared derivative;
  /// derivatives are central differences.
  ///
  /// @param metric of counts by group and cell (tp, fp, fn, tn)
  /// @param least smallest value the metric can take
  static Estimate estimate(
      String name,
      List<GroupAudit.Group> groups,
      ToDoubleFunction<double[][]> metric,
      double least) {
    double[][] cells = groups.stream().map(g -> weights(g.counts())).toArray(double[][]::new);
    double value = metric.applyAsDouble(cells);
    double variance = 0;
    for (int g = 0; g < cells.length; g++) {
      double[] squares = squares(groups.get(g).counts());
      for (int c = 0; c < 4; c++) {
        if (cells[g][c] > 0) {
          double slope = slope(metric, cells, g, c);
          variance += squares[c] * slope * slope;
        }
      }
    }
    double half = Intervals.Z95 * Math.sqrt(variance);
    long n = groups.stream().mapToLong(GroupAudit.Group::rows).sum();
    return new Estimate(
        name,
        value,
        Math.min(value, Math.max(least, value - half)),
        value + half,
        n,
        "delta method 95 %");
  }

  private static double slope(ToDoubleFunction<double[][]> metric, double[][] cells, int g, int c) {
    double at = cells[g][c];
    double step = 1e-4 * at;
    cells[g][c] = at + step;
    double above = metric.applyAsDouble(cells);
    cells[g][c] = at - step;
    double below = metric.applyAsDouble(cells);
    cells[g][c] = at;
    return (above - below) / (2 * step);
  }

  static double total(double[] cells) {
    return cells[0] + cells[1] + cells[2] + cells[3];
  }

  static double[] weights(Confusion c) {
    return new double[] {
      c.truePositive().weight(),
      c.falsePositive().weight(),
      c.falseNegative().weight(),
      c.trueNegative().weight()
    };
  }

  private static double[] squares(Confusion c) {
    return new double[] {
      c.truePositive().weightSquared(),
      c.falsePositive().weightSquared(),
      c.falseNegative().weightSquared(),
      c.trueNegative().weightSquared()
    };
  }
}
