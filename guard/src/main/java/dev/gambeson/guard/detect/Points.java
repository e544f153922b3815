package dev.gambeson.guard.detect;

import java.util.Arrays;

/// Distances from one point to a block of points, the kernel under everything here. The block lies
/// coordinate by coordinate, so that the loops run over neighbouring memory and the compiler turns
/// them into vector instructions.
final class Points {
  /// Most points asked in one go.
  static final int BLOCK = 256;

  /// Above every distance.
  static final int FAR = Integer.MAX_VALUE;

  private Points() {}

  /// Where the distances to a block go. Not thread-safe.
  static final class Scratch {
    /// Squared Euclidean distances.
    final int[] squared = new int[BLOCK];

    /// Coordinates that differ.
    final int[] changes = new int[BLOCK];
  }

  /// Writes the distances of `x` to points `from` (inclusive) to `from + n`.
  static void distances(
      Coordinates space, short[] x, short[] block, int stride, int from, int n, Scratch out) {
    Arrays.fill(out.squared, 0, n, 0);
    Arrays.fill(out.changes, 0, n, 0);
    int numeric = space.numeric();
    for (int c = 0; c < numeric; c++) {
      numbers(x[c], block, c * stride + from, n, out);
    }
    int[] weights = space.weights();
    for (int c = numeric; c < x.length; c++) {
      levels(x[c], weights[c], block, c * stride + from, n, out);
    }
  }

  private static void numbers(int v, short[] block, int at, int n, Scratch out) {
    int[] squared = out.squared;
    int[] changes = out.changes;
    for (int j = 0; j < n; j++) {
      int difference = Math.abs(v - block[at + j]);
      squared[j] += difference * difference;
      changes[j] += Math.min(difference, 1);
    }
  }

  private static void levels(int v, int weight, short[] block, int at, int n, Scratch out) {
    int[] squared = out.squared;
    int[] changes = out.changes;
    for (int j = 0; j < n; j++) {
      int differs = Math.min(Math.abs(v - block[at + j]), 1);
      squared[j] += differs * weight;
      changes[j] += differs;
    }
  }

  /// A squared distance as a distance, in ranges.
  static double distance(int squared) {
    return squared == FAR ? Double.POSITIVE_INFINITY : Math.sqrt(squared) / Coordinates.UNIT;
  }
}
