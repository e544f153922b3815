package dev.gambeson.guard.detect;

import java.util.Arrays;

/// Squared distances from one point to a block of points, the kernel under everything here. The
/// block lies coordinate by coordinate, so that the loops run over neighbouring memory and the
/// compiler turns them into vector instructions.
final class Points {
  /// Most points asked in one go; the length of scratch space.
  static final int BLOCK = 256;

  /// Above every distance.
  static final int FAR = Integer.MAX_VALUE;

  private Points() {}

  /// Writes the squared distances of `x` to points `from` (inclusive) to `from + n` into `out`.
  static void distances(
      Coordinates space, short[] x, short[] block, int stride, int from, int n, int[] out) {
    Arrays.fill(out, 0, n, 0);
    int numeric = space.numeric();
    for (int c = 0; c < numeric; c++) {
      numbers(x[c], block, c * stride + from, n, out);
    }
    int[] weights = space.weights();
    for (int c = numeric; c < x.length; c++) {
      levels(x[c], weights[c], block, c * stride + from, n, out);
    }
  }

  private static void numbers(int v, short[] block, int at, int n, int[] out) {
    for (int j = 0; j < n; j++) {
      int difference = v - block[at + j];
      out[j] += difference * difference;
    }
  }

  private static void levels(int v, int weight, short[] block, int at, int n, int[] out) {
    for (int j = 0; j < n; j++) {
      out[j] += Math.min(Math.abs(v - block[at + j]), 1) * weight;
    }
  }

  /// A squared distance as a distance, in ranges.
  static double distance(int squared) {
    return squared == FAR ? Double.POSITIVE_INFINITY : Math.sqrt(squared) / Coordinates.UNIT;
  }
}
