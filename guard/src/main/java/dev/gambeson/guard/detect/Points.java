package dev.gambeson.guard.detect;

import java.util.Arrays;

/// Distances from one point to a block of points, the kernel under everything here. The block lies
/// coordinate by coordinate, so that the loops run over neighbouring memory, four coordinates a
/// pass. Points are small whole numbers; blocks hold them as `float`, since the compiler makes
/// vector instructions of loops from `float` to `int` arrays, but not from `short` (measured on JDK
/// 25: a tenth of the time). All sums are exact: two squares of differences of at most
/// [Coordinates#UNIT] times 5 fit into the 24 bits of a `float`.
final class Points {
  /// Most points asked in one go.
  static final int BLOCK = 256;

  /// Above every distance.
  static final int FAR = Integer.MAX_VALUE;

  /// One candidate in so many up to which their changed coordinates are counted one by one.
  private static final int FEW = 6;

  private Points() {}

  /// Where the distances to a block go. Not thread-safe.
  static final class Scratch {
    /// Squared Euclidean distances.
    final int[] squared = new int[BLOCK];

    private final int[] changes = new int[BLOCK];

    /// How many rows of a history were compared with: those not too old.
    int compared;

    /// The smallest few of them, ascending.
    final int[] least = new int[4];
  }

  /// Writes the squared distances of `x` to points `from` (inclusive) to `from + n`.
  static void distances(
      Coordinates space, short[] x, float[] block, int stride, int from, int n, Scratch out) {
    int[] squared = out.squared;
    Arrays.fill(squared, 0, n, 0);
    int numeric = space.numeric();
    int c = 0;
    for (; c + 4 <= numeric; c += 4) {
      numbers(x[c], x[c + 1], x[c + 2], x[c + 3], block, c * stride + from, stride, n, squared);
    }
    if (c + 2 <= numeric) {
      pair(x[c], x[c + 1], block, c * stride + from, stride, n, squared);
      c += 2;
    }
    if (c < numeric) {
      number(x[c], block, c * stride + from, n, squared);
      c++;
    }
    int[] weights = space.weights();
    for (; c + 2 <= x.length; c += 2) {
      int at = c * stride + from;
      levels(x[c], x[c + 1], weights[c], weights[c + 1], block, at, stride, n, squared);
    }
    for (; c < x.length; c++) {
      level(x[c], weights[c], block, c * stride + from, n, squared);
    }
  }

  private static void numbers(
      float x0, float x1, float x2, float x3, float[] block, int at, int stride, int n, int[] sum) {
    int at1 = at + stride;
    int at2 = at1 + stride;
    int at3 = at2 + stride;
    for (int j = 0; j < n; j++) {
      float d0 = x0 - block[at + j];
      float d1 = x1 - block[at1 + j];
      float d2 = x2 - block[at2 + j];
      float d3 = x3 - block[at3 + j];
      sum[j] += (int) (d0 * d0 + d1 * d1) + (int) (d2 * d2 + d3 * d3);
    }
  }

  private static void pair(
      float x0, float x1, float[] block, int at, int stride, int n, int[] sum) {
    int at1 = at + stride;
    for (int j = 0; j < n; j++) {
      float d0 = x0 - block[at + j];
      float d1 = x1 - block[at1 + j];
      sum[j] += (int) (d0 * d0 + d1 * d1);
    }
  }

  private static void number(float v, float[] block, int at, int n, int[] sum) {
    for (int j = 0; j < n; j++) {
      float difference = v - block[at + j];
      sum[j] += (int) (difference * difference);
    }
  }

  private static void levels(
      float x0, float x1, float w0, float w1, float[] block, int at, int stride, int n, int[] sum) {
    int at1 = at + stride;
    for (int j = 0; j < n; j++) {
      float d0 = Math.min(Math.abs(x0 - block[at + j]), 1);
      float d1 = Math.min(Math.abs(x1 - block[at1 + j]), 1);
      sum[j] += (int) (d0 * w0 + d1 * w1);
    }
  }

  private static void level(float v, float weight, float[] block, int at, int n, int[] sum) {
    for (int j = 0; j < n; j++) {
      sum[j] += (int) (Math.min(Math.abs(v - block[at + j]), 1) * weight);
    }
  }

  /// The squared distance of two points.
  static int apart(Coordinates space, short[] x, short[] y) {
    int sum = 0;
    for (int c = 0; c < x.length; c++) {
      int difference = x[c] - y[c];
      boolean number = c < space.numeric();
      sum += number ? difference * difference : difference == 0 ? 0 : space.weights()[c];
    }
    return sum;
  }

  /// The least mean square of the changed coordinates (of the one that changed most, where none
  /// did) over the points that [#distances] was just asked about, and `known`.
  ///
  /// A mean over the changed coordinates is at least the one over all, so only points that could
  /// still win have their changes counted.
  ///
  /// @param many changes below which a point does not count
  /// @param nearest the place of the smallest distance, to start with
  static int stride(
      short[] x,
      float[] block,
      int stride,
      int from,
      int n,
      int many,
      int nearest,
      int known,
      Scratch scratch) {
    int[] squared = scratch.squared;
    int least = known;
    if (squared[nearest] == FAR) {
      return known; // all too old to count
    }
    if (squared[nearest] / x.length < least) {
      int changed = changes(x, block, stride, from + nearest);
      least = changed >= many ? Math.min(least, squared[nearest] / Math.max(1, changed)) : least;
    }
    int open = 0;
    int bound = (int) Math.min(FAR, (long) least * x.length);
    for (int j = 0; j < n; j++) {
      open += squared[j] < bound ? 1 : 0;
    }
    if (open > n / FEW) {
      return ofAll(x, block, stride, from, n, many, least, scratch);
    }
    for (int j = 0; j < n && open > 0; j++) {
      if (squared[j] < bound) {
        open--;
        int changed = changes(x, block, stride, from + j);
        least = changed >= many ? Math.min(least, squared[j] / Math.max(1, changed)) : least;
      }
    }
    return least;
  }

  private static int ofAll(
      short[] x, float[] block, int stride, int from, int n, int many, int known, Scratch scratch) {
    int[] squared = scratch.squared;
    int[] changes = scratch.changes;
    Arrays.fill(changes, 0, n, 0);
    int c = 0;
    for (; c + 2 <= x.length; c += 2) {
      differing(x[c], x[c + 1], block, c * stride + from, stride, n, changes);
    }
    for (; c < x.length; c++) {
      differing(x[c], block, c * stride + from, n, changes);
    }
    int least = known;
    for (int j = 0; j < n; j++) {
      int changed = changes[j];
      if (changed >= many && squared[j] < FAR && squared[j] < (long) least * Math.max(1, changed)) {
        least = squared[j] / Math.max(1, changed);
      }
    }
    return least;
  }

  private static void differing(
      float x0, float x1, float[] block, int at, int stride, int n, int[] sum) {
    int at1 = at + stride;
    for (int j = 0; j < n; j++) {
      float d0 = Math.min(Math.abs(x0 - block[at + j]), 1);
      float d1 = Math.min(Math.abs(x1 - block[at1 + j]), 1);
      sum[j] += (int) (d0 + d1);
    }
  }

  private static void differing(float v, float[] block, int at, int n, int[] sum) {
    for (int j = 0; j < n; j++) {
      sum[j] += (int) Math.min(Math.abs(v - block[at + j]), 1);
    }
  }

  /// Coordinates in which `x` differs from one point of a block.
  private static int changes(short[] x, float[] block, int stride, int point) {
    int n = 0;
    for (int c = 0, at = point; c < x.length; c++, at += stride) {
      n += x[c] == block[at] ? 0 : 1;
    }
    return n;
  }

  /// The place of the smallest of the first `n`, the first of equals.
  static int nearest(int[] squared, int n) {
    int least = FAR;
    for (int i = 0; i < n; i++) {
      least = Math.min(least, squared[i]);
    }
    int at = 0;
    while (at < n - 1 && squared[at] != least) {
      at++;
    }
    return at;
  }

  /// Writes the `k` smallest of the first `n`, ascending, [#FAR] where there are fewer.
  static void smallest(int[] squared, int n, int k, int[] out) {
    Arrays.fill(out, 0, k, FAR);
    for (int i = 0; i < n; i++) {
      int v = squared[i];
      if (v < out[k - 1]) {
        int at = k - 1;
        for (; at > 0 && out[at - 1] > v; at--) {
          out[at] = out[at - 1];
        }
        out[at] = v;
      }
    }
  }

  /// The smallest squared distance of points that differ in `many` coordinates or more.
  static int nearestChanged(short[] x, float[] block, int stride, int n, int many, int[] squared) {
    int least = FAR;
    for (int j = 0; j < n; j++) {
      if (squared[j] < least && changes(x, block, stride, j) >= many) {
        least = squared[j];
      }
    }
    return least;
  }

  /// A squared distance as a distance, in ranges.
  static double distance(int squared) {
    return squared == FAR ? Double.POSITIVE_INFINITY : Math.sqrt(squared) / Coordinates.UNIT;
  }
}
