package dev.gambeson.explain;

/// Remembers the Shapley values of a leaf for every pattern met so far. A path of `d` columns has
/// at most `2^d` patterns, far fewer than rows, so most rows cost one addition per column (the idea
/// of Fast TreeSHAP v2, Yang 2021, with the table filled on demand).
final class LeafTable {
  private static final int MAX_CELLS = 1 << 20; // 8 MB a tree

  private final TreePaths paths;
  private final LeafGame game;
  private final int[] start; // per leaf; -1 when its table would be too large
  private final int[] known;
  private final boolean[] filled;
  private final double[] cells;
  private final double[] single = new double[TreePaths.MAX_SLOTS];

  LeafTable(TreePaths paths, LeafGame game) {
    this.paths = paths;
    this.game = game;
    start = new int[paths.leaves()];
    known = new int[paths.leaves()];
    int size = 0;
    int flags = 0;
    for (int leaf = 0; leaf < start.length; leaf++) {
      int d = paths.columns(leaf).length;
      boolean small = d <= 16 && size + (long) d * (1 << d) <= MAX_CELLS;
      start[leaf] = small ? size : -1;
      known[leaf] = flags;
      size += small ? d * (1 << d) : 0;
      flags += small ? 1 << d : 0;
    }
    cells = new double[size];
    filled = new boolean[flags];
  }

  /// Adds the values of a row to `sums`.
  ///
  /// @param patterns the row's patterns, from [TreePaths#patterns]
  void add(long[] patterns, double[] sums, int at) {
    for (int leaf = 0; leaf < start.length; leaf++) {
      int[] columns = paths.columns(leaf);
      long pattern = paths.pattern(leaf, patterns);
      double[] from = cells;
      int offset = start[leaf] + (int) pattern * columns.length;
      if (start[leaf] < 0) {
        from = single;
        offset = 0;
        game.values(leaf, pattern, single, 0);
      } else if (!filled[known[leaf] + (int) pattern]) {
        filled[known[leaf] + (int) pattern] = true;
        game.values(leaf, pattern, cells, offset);
      }
      for (int s = 0; s < columns.length; s++) {
        sums[at + columns[s]] += from[offset + s];
      }
    }
  }
}
