package dev.gambeson.guard.detect;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// p-values of scores against several families of benign clients at once: the largest over the
/// families, so that it is valid whichever family a client belongs to (a composite null
/// hypothesis). Conformal (Vovk et al. 2005, section 2.1), ties randomised, with one standard
/// deviation of the counted scores added, because one finite calibration set serves all queries.
final class Calibration {
  static final Calibration NONE = new Calibration(new float[0], new float[0], new float[0]);

  private static final double STEP = 1.06;
  private static final int MOST = 4_096;

  /// How many times more often than all families together a single one is believed to have extreme
  /// scores: without this bound the smallest family, which has too few scores to show a small
  /// p-value, would set the smallest one for all.
  private static final float EXTREME = 8;

  private final float[] at; // scores, ascending
  private final float[] below; // p of scores strictly below
  private final float[] upTo; // p of scores up to

  private Calibration(float[] at, float[] below, float[] upTo) {
    this.at = at;
    this.below = below;
    this.upTo = upTo;
  }

  /// @param families calibration scores of each, in any order, no NaN
  static Calibration of(List<float[]> families) {
    List<float[]> sorted = families.stream().map(float[]::clone).toList();
    sorted.forEach(Arrays::sort);
    int n = sorted.stream().mapToInt(f -> f.length).sum();
    if (n == 0) {
      return NONE;
    }
    float[] pooled = pooled(sorted, n);
    float[] grid = grid(pooled);
    float[] below = new float[grid.length];
    float[] upTo = new float[grid.length];
    for (float[] family : sorted) {
      raise(grid, family, below, upTo);
    }
    float[] allBelow = new float[grid.length];
    float[] allUpTo = new float[grid.length];
    raise(grid, pooled, allBelow, allUpTo);
    for (int g = 0; g < grid.length; g++) {
      below[g] = Math.min(below[g], Math.min(1, EXTREME * allBelow[g]));
      upTo[g] = Math.min(upTo[g], Math.min(1, EXTREME * allUpTo[g]));
    }
    return new Calibration(grid, below, upTo);
  }

  /// Raises p-values to those against one family.
  private static void raise(float[] grid, float[] family, float[] below, float[] upTo) {
    int less = 0;
    int notMore = 0;
    for (int g = 0; g < grid.length && family.length > 0; g++) {
      while (less < family.length && family[less] < grid[g]) {
        less++;
      }
      while (notMore < family.length && family[notMore] <= grid[g]) {
        notMore++;
      }
      below[g] = Math.max(below[g], (float) cautious(less, family.length));
      upTo[g] = Math.max(upTo[g], (float) cautious(notMore, family.length));
    }
  }

  /// Pooled scores at ranks that grow by a fixed factor: fine where p-values are small.
  private static float[] grid(float[] pooled) {
    int n = pooled.length;
    float[] grid = new float[MOST];
    int size = 0;
    for (double rank = 1; rank < n + STEP; rank = Math.max(rank + 1, rank * STEP)) {
      float v = pooled[(int) Math.min(n, rank) - 1];
      if (size == 0 || v > grid[size - 1]) {
        grid[size++] = v;
      }
    }
    return Arrays.copyOf(grid, size);
  }

  private static float[] pooled(List<float[]> sorted, int n) {
    float[] pooled = new float[n];
    int filled = 0;
    for (float[] f : sorted) {
      System.arraycopy(f, 0, pooled, filled, f.length);
      filled += f.length;
    }
    Arrays.sort(pooled);
    return pooled;
  }

  /// The conformal p-value `(count + 1) / (n + 1)`, one standard deviation higher.
  static double cautious(int count, int n) {
    return Math.min(1, (count + 1 + Math.sqrt(count + 1.0)) / (n + 1));
  }

  /// A p-value, small for small scores; NaN without calibration.
  double p(double score, RandomGenerator random) {
    if (at.length == 0) {
      return Double.NaN;
    }
    float s = (float) score;
    int i = Arrays.binarySearch(at, s);
    if (i >= 0) {
      return below[i] + random.nextDouble() * (upTo[i] - below[i]);
    }
    return -i - 1 < at.length ? below[-i - 1] : 1;
  }

  void write(DataOutputStream out) throws IOException {
    Bytes.write(out, at);
    Bytes.write(out, below);
    Bytes.write(out, upTo);
  }

  static Calibration read(DataInputStream in) throws IOException {
    float[] at = Bytes.ascending(in, MOST);
    float[] below = Bytes.ascending(in, MOST);
    float[] upTo = Bytes.ascending(in, MOST);
    Bytes.require(below.length == at.length && upTo.length == at.length, "p-values missing");
    for (int i = 0; i < at.length; i++) {
      Bytes.require(below[i] > 0 && below[i] <= upTo[i] && upTo[i] <= 1, "a p-value that is none");
    }
    return new Calibration(at, below, upTo);
  }
}
