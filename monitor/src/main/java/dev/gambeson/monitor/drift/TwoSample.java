package dev.gambeson.monitor.drift;

import dev.gambeson.monitor.reference.Grid;
import java.util.Arrays;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.apache.commons.statistics.inference.PValueMethod;

/// Two samples of one number, compared exactly, value by value: for batches whose rows are at hand.
/// What runs beside a model in service compares counts instead.
public final class TwoSample {
  private static final double EXACT_PAIRS = 250_000; // above, the asymptotic p-value is as good

  private TwoSample() {}

  /// The Kolmogorov-Smirnov distance.
  ///
  /// @param p two-sided; exact for small samples; too large, never too small, under ties
  public record Ks(double distance, double p) {}

  /// The Kolmogorov-Smirnov test of two samples of finite numbers, at least two each.
  public static Ks ks(double[] a, double[] b) {
    boolean exact = (double) a.length * b.length <= EXACT_PAIRS;
    var result =
        KolmogorovSmirnovTest.withDefaults()
            .with(exact ? PValueMethod.AUTO : PValueMethod.ASYMPTOTIC)
            .test(a, b);
    return new Ks(result.getStatistic(), result.getPValue());
  }

  /// The Wasserstein-1 distance: the area between the two distribution functions, in units of the
  /// numbers.
  public static double wasserstein(double[] a, double[] b) {
    double[] x = sorted(a);
    double[] y = sorted(b);
    double sum = 0;
    int i = 0;
    int j = 0;
    double last = Math.min(x[0], y[0]);
    while (i < x.length || j < y.length) {
      double next =
          Math.min(
              i < x.length ? x[i] : Double.POSITIVE_INFINITY,
              j < y.length ? y[j] : Double.POSITIVE_INFINITY);
      sum += (next - last) * Math.abs((double) i / x.length - (double) j / y.length);
      last = next;
      while (i < x.length && x[i] == next) {
        i++;
      }
      while (j < y.length && y[j] == next) {
        j++;
      }
    }
    return sum;
  }

  /// The population stability index over quantiles of the first sample as it is usually computed:
  /// equal quantiles are one edge, and shares below `floor` are raised to it. It says 0 when all
  /// edges fall on one frequent value, whatever else moves; [Psi] does not.
  public static double quantilePsi(double[] reference, double[] current, int parts, double floor) {
    double[] sorted = sorted(reference);
    double[] edges = new double[parts - 1];
    for (int i = 1; i < parts; i++) {
      edges[i - 1] = Grid.quantile(sorted, (double) i / parts);
    }
    Grid grid = Grid.of(Arrays.stream(edges).distinct().toArray());
    double[] p = shares(grid, reference);
    double[] q = shares(grid, current);
    double sum = 0;
    for (int c = 0; c < p.length; c++) {
      double before = Math.max(p[c], floor);
      double now = Math.max(q[c], floor);
      sum += (before - now) * Math.log(before / now);
    }
    return sum;
  }

  private static double[] shares(Grid grid, double[] values) {
    double[] shares = new double[grid.cells()];
    for (double v : values) {
      shares[grid.cell(v)] += 1.0 / values.length;
    }
    return shares;
  }

  private static double[] sorted(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
