package dev.gambeson.redteam.evasion;

/// The box in which a tuple of leaves meets, and the boxes that are left when one leaf is taken
/// out: by intersections from the front and from the back, so that all of them cost two passes.
final class LeafIntersections {
  private final Box[] front;
  private final Box[] back;
  private final Box scratch;

  LeafIntersections(int[] tuple, BoxForest forest, int width, boolean[] category) {
    int n = tuple.length;
    front = new Box[n + 1];
    back = new Box[n + 1];
    front[0] = new Box(width, category, forest);
    back[n] = new Box(width, category, forest);
    scratch = new Box(width, category, forest);
    for (int t = 0; t < n; t++) {
      front[t + 1] = front[t].with(forest.leaves(t)[tuple[t]], category);
      int b = n - 1 - t;
      back[b] = back[b + 1].with(forest.leaves(b)[tuple[b]], category);
    }
  }

  Box whole() {
    return front[front.length - 1];
  }

  /// The box of all leaves but that of one tree; valid until the next call.
  @SuppressWarnings("ReferenceEquality") // an untouched set is shared
  Box without(int tree) {
    Box a = front[tree];
    Box b = back[tree + 1];
    for (int f = 0; f < scratch.low.length; f++) {
      scratch.low[f] = Math.max(a.low[f], b.low[f]);
      scratch.high[f] = Math.min(a.high[f], b.high[f]);
      if (a.levels[f] == b.levels[f]) {
        scratch.levels[f] = a.levels[f];
      } else {
        scratch.levels[f] = and(a.levels[f], b.levels[f]);
      }
    }
    return scratch;
  }

  private static long[] and(long[] a, long[] b) {
    long[] both = a.clone();
    for (int w = 0; w < both.length; w++) {
      both[w] &= b[w];
    }
    return both;
  }

  /// Intervals and level sets per raw feature.
  static final class Box {
    final double[] low;
    final double[] high;
    final long[][] levels;

    Box(int width, boolean[] category, BoxForest forest) {
      low = new double[width];
      high = new double[width];
      levels = new long[width][];
      for (int f = 0; f < width; f++) {
        low[f] = Double.NEGATIVE_INFINITY;
        high[f] = Double.POSITIVE_INFINITY;
        levels[f] = category[f] ? forest.everyLevel(f) : new long[0];
      }
    }

    private Box(Box o) {
      low = o.low.clone();
      high = o.high.clone();
      levels = o.levels.clone();
    }

    /// This box cut with a leaf.
    Box with(LeafBox leaf, boolean[] category) {
      Box cut = new Box(this);
      for (int i = 0; i < leaf.features().length; i++) {
        int f = leaf.features()[i];
        if (category[f]) {
          cut.levels[f] = and(levels[f], leaf.levels()[i]);
        } else {
          cut.low[f] = Math.max(low[f], leaf.low()[i]);
          cut.high[f] = Math.min(high[f], leaf.high()[i]);
        }
      }
      return cut;
    }
  }
}
