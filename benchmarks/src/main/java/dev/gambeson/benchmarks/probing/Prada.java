package dev.gambeson.benchmarks.probing;

import dev.gambeson.core.data.Feature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.distribution.NormalDistribution;

/// PRADA (Juuti, Szyller, Marchal and Asokan 2019), the published detector, to compare with: per
/// predicted class a growing set of queries; the least distances of the queries to it are tested
/// for normality (Shapiro and Wilk 1965, W in the form of Royston 1995), and W below `delta` is an
/// alarm. As in its authors' code: every ten queries, distances of classes with ten or more, those
/// more than three standard deviations from the mean left out, more than a hundred values.
///
/// Numbers are divided by their scale, levels one-hot. It has no retries of its own: an exact
/// repetition is a distance of 0.
final class Prada {
  private static final int EVERY = 10;
  private static final int LEAST = 100;
  private static final int MOST = 800; // queries looked at, as in the anchor's table
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private Prada() {}

  /// One predicted class.
  private static final class PerClass {
    private final List<double[]> growing = new ArrayList<>();
    private final List<Double> least = new ArrayList<>();
    private double threshold;

    void add(double[] row) {
      if (growing.isEmpty()) {
        growing.add(row);
        return;
      }
      double nearest = Double.POSITIVE_INFINITY;
      for (double[] g : growing) {
        nearest = Math.min(nearest, distance(g, row));
      }
      least.add(nearest);
      if (nearest > threshold) {
        growing.add(row);
        double mean = mean(least);
        threshold = Math.max(threshold, mean - deviation(least, mean));
      }
    }
  }

  /// W as the queries went on: one value every ten queries, NaN where too few.
  static double[] course(World world, List<double[]> stream, int[] labels) {
    Map<Integer, PerClass> classes = new HashMap<>();
    double[] out = new double[Math.min(MOST, stream.size()) / EVERY];
    for (int q = 0; q < out.length * EVERY; q++) {
      classes.computeIfAbsent(labels[q], _ -> new PerClass()).add(scaled(world, stream.get(q)));
      if ((q + 1) % EVERY == 0) {
        out[q / EVERY] = w(classes);
      }
    }
    return out;
  }

  /// The first query at which W is below `delta`; 0 for none.
  static int alarm(double[] course, double delta) {
    for (int i = 0; i < course.length; i++) {
      if (course[i] < delta) {
        return (i + 1) * EVERY;
      }
    }
    return 0;
  }

  private static double w(Map<Integer, PerClass> classes) {
    List<Double> all = new ArrayList<>();
    classes.values().stream()
        .filter(c -> c.least.size() >= EVERY)
        .forEach(c -> all.addAll(c.least));
    double mean = mean(all);
    double reach = 3 * deviation(all, mean);
    double[] kept =
        all.stream()
            .mapToDouble(Double::doubleValue)
            .filter(v -> Math.abs(v - mean) <= reach)
            .sorted()
            .toArray();
    return kept.length > LEAST ? shapiroWilk(kept) : Double.NaN;
  }

  private static double[] scaled(World world, double[] row) {
    List<Feature> features = world.model().features().features();
    double[] out = row.clone();
    for (int f = 0; f < out.length; f++) {
      // Two different levels are sqrt(2) apart in one-hot coding; they are compared by distance().
      out[f] = features.get(f) instanceof Feature.Numeric n ? row[f] / n.scale() : 1e6 * row[f];
    }
    return out;
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int f = 0; f < a.length; f++) {
      double d = Math.abs(a[f] - b[f]);
      sum +=
          Double.isNaN(d)
              ? (Double.isNaN(a[f]) == Double.isNaN(b[f]) ? 0 : 1)
              : d > 9e5 ? 2 : d * d;
    }
    return Math.sqrt(sum);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  private static double deviation(List<Double> values, double mean) {
    double sum = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return values.isEmpty() ? 0 : Math.sqrt(sum / values.size());
  }

  /// W of ascending values, 12 to 5,000 of them: Royston's (1995) approximation of the weights.
  static double shapiroWilk(double[] x) {
    int n = x.length;
    double[] m = new double[n];
    for (int i = 0; i < n; i++) {
      m[i] = NORMAL.inverseCumulativeProbability((i + 1 - 0.375) / (n + 0.25));
    }
    double mm = Arrays.stream(m).map(v -> v * v).sum();
    double u = 1 / Math.sqrt(n);
    double last =
        m[n - 1] / Math.sqrt(mm)
            + u * (0.221157 + u * (-0.147981 + u * (-2.071190 + u * (4.434685 + u * -2.706056))));
    double next =
        m[n - 2] / Math.sqrt(mm)
            + u * (0.042981 + u * (-0.293762 + u * (-1.752461 + u * (5.682633 + u * -3.582633))));
    double phi =
        (mm - 2 * m[n - 1] * m[n - 1] - 2 * m[n - 2] * m[n - 2])
            / (1 - 2 * last * last - 2 * next * next);
    double[] a = new double[n];
    for (int i = 0; i < n; i++) {
      a[i] = m[i] / Math.sqrt(phi);
    }
    a[n - 1] = last;
    a[n - 2] = next;
    a[0] = -last;
    a[1] = -next;
    double mean = Arrays.stream(x).average().orElse(0);
    double top = 0;
    double bottom = 0;
    for (int i = 0; i < n; i++) {
      top += a[i] * x[i];
      bottom += (x[i] - mean) * (x[i] - mean);
    }
    return bottom == 0 ? 1 : top * top / bottom;
  }
}
