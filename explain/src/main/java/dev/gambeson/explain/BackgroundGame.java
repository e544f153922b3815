package dev.gambeson.explain;

import java.util.Arrays;

/// Absent columns take their values from background rows, all at once: interventional TreeSHAP
/// (Lundberg et al. 2020, "From local explanations to global understanding", section
/// "Interventional TreeSHAP"), summed over patterns instead of background rows.
///
/// At a leaf of value `v`, let the row alone pass the slots `A`, the background row alone the slots
/// `B`, and both the rest; if a slot is passed by neither, the leaf is never reached. A coalition
/// reaches it when it holds all of `A` and none of `B`; with `a` and `b` their sizes, the Shapley
/// value is `v (a-1)! b! / (a+b)!` for each of `A` and `-v a! (b-1)! / (a+b)!` for each of `B`.
final class BackgroundGame implements LeafGame {
  private final TreePaths paths;
  private final long[][] patterns; // per leaf, distinct patterns of background rows
  private final double[][] shares; // share of background rows with that pattern

  /// @param background background rows, row-major
  BackgroundGame(TreePaths paths, float[] background, int width) {
    this.paths = paths;
    int rows = background.length / width;
    long[][] all = new long[paths.leaves()][rows];
    long[] scratch = paths.scratch();
    for (int row = 0; row < rows; row++) {
      paths.patterns(background, row * width, scratch);
      for (int leaf = 0; leaf < all.length; leaf++) {
        all[leaf][row] = paths.pattern(leaf, scratch);
      }
    }
    patterns = new long[all.length][];
    shares = new double[all.length][];
    for (int leaf = 0; leaf < all.length; leaf++) {
      count(leaf, all[leaf]);
    }
  }

  private void count(int leaf, long[] all) {
    Arrays.sort(all);
    long[] distinct = new long[all.length];
    double[] share = new double[all.length];
    int n = 0;
    for (int i = 0; i < all.length; i++) {
      if (i > 0 && all[i] != all[i - 1]) {
        n++;
      }
      distinct[n] = all[i];
      share[n] += 1.0 / all.length;
    }
    patterns[leaf] = Arrays.copyOf(distinct, n + 1);
    shares[leaf] = Arrays.copyOf(share, n + 1);
  }

  @Override
  public void values(int leaf, long pattern, double[] out, int at) {
    long full = paths.full(leaf);
    int d = paths.columns(leaf).length;
    Arrays.fill(out, at, at + d, 0);
    double value = paths.value(leaf);
    long[] others = patterns[leaf];
    for (int k = 0; k < others.length; k++) {
      if ((pattern | others[k]) == full) {
        add(pattern & ~others[k], others[k] & ~pattern, value * shares[leaf][k], out, at);
      }
    }
  }

  /// Adds the game in which all of `mine` must be present and all of `theirs` absent.
  static void add(long mine, long theirs, double value, double[] out, int at) {
    int a = Long.bitCount(mine);
    int b = Long.bitCount(theirs);
    double forMine = value * Weights.present(a, b);
    for (long rest = mine; rest != 0; rest &= rest - 1) {
      out[at + Long.numberOfTrailingZeros(rest)] += forMine;
    }
    double forTheirs = value * Weights.present(b, a);
    for (long rest = theirs; rest != 0; rest &= rest - 1) {
      out[at + Long.numberOfTrailingZeros(rest)] -= forTheirs;
    }
  }

  @Override
  public double expected(int leaf) {
    long full = paths.full(leaf);
    long[] others = patterns[leaf];
    for (int k = 0; k < others.length; k++) {
      if (others[k] == full) {
        return paths.value(leaf) * shares[leaf][k];
      }
    }
    return 0;
  }

  /// `(a-1)! b! / (a+b)!`.
  static final class Weights {
    private static final double[][] PRESENT =
        new double[TreePaths.MAX_SLOTS + 1][TreePaths.MAX_SLOTS + 1];

    static {
      for (int a = 1; a <= TreePaths.MAX_SLOTS; a++) {
        PRESENT[a][0] = 1.0 / a;
        for (int b = 1; b <= TreePaths.MAX_SLOTS; b++) {
          PRESENT[a][b] = PRESENT[a][b - 1] * b / (a + b);
        }
      }
    }

    private Weights() {}

    static double present(int a, int b) {
      return PRESENT[a][b];
    }
  }
}
