package dev.gambeson.monitor.drift;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.data.Rows;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// The maximum mean discrepancy of two samples under a Gaussian kernel (Gretton et al. 2012): zero
/// when they come from one distribution, whatever the distribution and however its columns hang
/// together. Squared bandwidth: half the median squared distance between different rows of both
/// samples. Needs time and memory with the square of the rows.
///
/// @param squared the unbiased estimate of the squared discrepancy; may be negative
/// @param sigma the kernel's bandwidth
/// @param exceeded permutations of the rows that give at least as much
/// @param permutations how many were tried
public record Mmd(double squared, double sigma, int exceeded, int permutations) {
  /// Most rows of both samples together.
  public static final int MOST_ROWS = 5_000;

  /// Compares two samples of one width.
  ///
  /// @param a at least two rows, finite values
  /// @param b at least two rows, finite values
  /// @param permutations for the p-value
  /// @param seed of the permutations
  public static Mmd of(Rows a, Rows b, int permutations, Seed seed) {
    int n = a.count() + b.count();
    if (a.count() < 2 || b.count() < 2 || n > MOST_ROWS) {
      throw new IllegalArgumentException(
          "%d and %d rows; at least 2 each and %d together"
              .formatted(a.count(), b.count(), MOST_ROWS));
    }
    double[] all = new double[n * a.width()];
    System.arraycopy(a.values(), 0, all, 0, a.values().length);
    System.arraycopy(b.values(), 0, all, a.values().length, b.values().length);
    double[] distances = distances(all, n, a.width());
    double median = median(distances);
    float[] kernel = kernel(distances, median);
    int[] order = IntStream.range(0, n).toArray();
    double squared = squared(kernel, order, a.count());
    RandomGenerator random = seed.child("permutations").random();
    int exceeded = 0;
    for (int p = 0; p < permutations; p++) {
      Shuffles.shuffle(order, random);
      exceeded += squared(kernel, order, a.count()) >= squared ? 1 : 0;
    }
    return new Mmd(squared, Math.sqrt(median / 2), exceeded, permutations);
  }

  /// The p-value: one more than [#exceeded] in one more than [#permutations], which is never zero
  /// (Phipson and Smyth 2010).
  public double p() {
    return (exceeded + 1.0) / (permutations + 1.0);
  }

  /// Squared distances, row-major over the lower triangle without its diagonal.
  private static double[] distances(double[] rows, int n, int width) {
    double[] d = new double[n * (n - 1) / 2];
    int at = 0;
    for (int i = 1; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double sum = 0;
        for (int f = 0; f < width; f++) {
          double gap = rows[i * width + f] - rows[j * width + f];
          sum += gap * gap;
        }
        d[at++] = sum;
      }
    }
    return d;
  }

  /// The lower of the two middle values when there is no single one, as PyTorch does it.
  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    // every distance stands twice in the full matrix, so its middle is this one
    double median = sorted[(2 * sorted.length - 1) / 2 / 2];
    return median > 0 ? median : 1;
  }

  private static float[] kernel(double[] distances, double median) {
    float[] kernel = new float[distances.length];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = (float) Math.exp(-distances[i] / median); // 2 sigma^2 is the median
    }
    return kernel;
  }

  private static double squared(float[] kernel, int[] order, int m) {
    int n = order.length - m;
    boolean[] first = new boolean[order.length];
    for (int i = 0; i < m; i++) {
      first[order[i]] = true;
    }
    double within = 0;
    double other = 0;
    double across = 0;
    int at = 0;
    for (int i = 1; i < order.length; i++) {
      double same = 0;
      double rest = 0;
      for (int j = 0; j < i; j++, at++) {
        float k = kernel[at];
        same += first[j] ? k : 0;
        rest += k;
      }
      if (first[i]) {
        within += same;
        across += rest - same;
      } else {
        across += same;
        other += rest - same;
      }
    }
    return 2 * within / (m * (m - 1.0))
        + 2 * other / (n * (n - 1.0))
        - 2 * across / ((double) m * n);
  }
}
