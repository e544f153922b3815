package dev.gambeson.redteam.evasion;

import dev.gambeson.core.data.Feature;
import java.util.Arrays;

/// Descent over leaf tuples from one original row. For every tree whose leaf keeps the row away
/// from the original, all other leaves that fit together with the rest are tried; the move that
/// leaves the nearest adversarial box is taken, until none is nearer.
final class LeafDescent {
  /// Margin below which a sum in another order could decide otherwise.
  static final double CLEAR = 1e-6;

  /// Weight of an excess categorical change, above any distance.
  private static final double EXCESS = 1e9;

  /// Lets `LINF`, which is blind to all but the largest change, prefer smaller ones among equals.
  private static final double TIE_BREAK = 1e-4;

  private final BoxForest forest;
  private final MoveSpace space;
  private final ThreatModel threat;
  private final double[] x0;
  private final int truth;
  private final int[] column; // position among the movable numbers, -1 otherwise
  private final boolean[] category;
  private final LeafBox[][] fitting; // per tree and leaf number; an unfit leaf is NONE

  private static final LeafBox NONE =
      new LeafBox(
          new int[0], new double[0], new double[0], new boolean[0], new long[0][], new double[0]);

  LeafDescent(BoxForest forest, MoveSpace space, ThreatModel threat, double[] x0, int truth) {
    this.forest = forest;
    this.space = space;
    this.threat = threat;
    this.x0 = x0;
    this.truth = truth;
    this.column = new int[x0.length];
    this.category = new boolean[x0.length];
    Arrays.fill(column, -1);
    for (int j = 0; j < space.numeric.length; j++) {
      column[space.numeric[j]] = Double.isNaN(x0[space.numeric[j]]) ? -1 : j;
    }
    for (int f = 0; f < x0.length; f++) {
      category[f] = space.features.features().get(f) instanceof Feature.Categorical;
    }
    this.fitting = new LeafBox[forest.trees()][];
    for (int t = 0; t < fitting.length; t++) {
      fitting[t] =
          Arrays.stream(forest.leaves(t)).map(l -> fits(l) ? l : NONE).toArray(LeafBox[]::new);
    }
  }

  /// Whether any variant of the original can reach the leaf.
  private boolean fits(LeafBox leaf) {
    for (int i = 0; i < leaf.features().length; i++) {
      int f = leaf.features()[i];
      boolean possible;
      if (category[f]) {
        possible = choose(f, leaf.levels()[i]) >= -1;
      } else if (Double.isNaN(x0[f])) {
        possible = leaf.missing()[i];
      } else {
        possible = !Double.isNaN(nearest(f, leaf.low()[i], leaf.high()[i]));
      }
      if (!possible) {
        return false;
      }
    }
    return true;
  }

  /// The valid level nearest to the original: its own, else the first allowed; -2 when there is
  /// none.
  private int choose(int f, long[] bits) {
    int own = (int) x0[f];
    if (LeafBox.has(bits, own)) {
      return own;
    }
    if (space.features.features().get(f).immutable()) {
      return -2;
    }
    int levels = ((Feature.Categorical) space.features.features().get(f)).levels().size();
    for (int level = 0; level < levels; level++) {
      if (LeafBox.has(bits, level)) {
        return level;
      }
    }
    return -2;
  }

  /// The valid number of the interval nearest to the original; NaN when there is none.
  private double nearest(int f, double low, double high) {
    double x = x0[f];
    if (x >= low && x <= high) {
      return x;
    }
    int j = column[f];
    if (j < 0 || low > high) {
      return Double.NaN;
    }
    double to = x < low ? low : high;
    if (space.integer[j]) {
      to = x < low ? Math.ceil(low) : Math.floor(high);
    }
    boolean valid = to >= low && to <= high && to >= space.low(j, x) && to <= space.high(j, x);
    return valid ? to : Double.NaN;
  }

  /// Descends from an adversarial tuple and returns the row of its box nearest to the original.
  @SuppressWarnings("ReferenceEquality") // NONE is a sentinel
  double[] run(int[] start) {
    int[] tuple = start.clone();
    double[] margins = forest.margins(tuple);
    int width = x0.length;
    while (true) {
      LeafIntersections boxes = new LeafIntersections(tuple, forest, width, category);
      double now = cost(boxes.whole());
      int bestTree = -1;
      int bestLeaf = -1;
      double best = now * (1 - 1e-12) - 1e-12;
      for (int t = 0; t < tuple.length; t++) {
        LeafIntersections.Box others = boxes.without(t);
        if (cost(others) < best) {
          for (int leaf = 0; leaf < fitting[t].length; leaf++) {
            if (leaf != tuple[t]
                && fitting[t][leaf] != NONE
                && adversarial(margins, t, tuple[t], leaf)) {
              double cost = cost(others.with(fitting[t][leaf], category));
              if (cost < best) {
                best = cost;
                bestTree = t;
                bestLeaf = leaf;
              }
            }
          }
        }
      }
      if (bestTree < 0) {
        return row(boxes.whole());
      }
      move(margins, bestTree, tuple[bestTree], bestLeaf);
      tuple[bestTree] = bestLeaf;
    }
  }

  private void move(double[] margins, int tree, int from, int to) {
    for (int c = 0; c < margins.length; c++) {
      margins[c] += forest.leaves(tree)[to].values()[c] - forest.leaves(tree)[from].values()[c];
    }
  }

  private boolean adversarial(double[] margins, int tree, int from, int to) {
    double[] moved = margins.clone();
    move(moved, tree, from, to);
    return forest.margin(moved, threat, truth) < -CLEAR;
  }

  /// Distance of a box from the original; infinite when no valid row lies in it.
  private double cost(LeafIntersections.Box box) {
    double norm = 0;
    double sum = 0;
    int changes = 0;
    for (int f = 0; f < x0.length; f++) {
      if (category[f]) {
        int level = choose(f, box.levels[f]);
        if (level < -1) {
          return Double.POSITIVE_INFINITY;
        }
        changes += level == (int) x0[f] ? 0 : 1;
      } else if (!Double.isNaN(x0[f])) {
        double to = nearest(f, box.low[f], box.high[f]);
        if (Double.isNaN(to)) {
          return Double.POSITIVE_INFINITY;
        }
        double step = to == x0[f] ? 0 : Math.abs(to - x0[f]) / space.scale[column[f]];
        sum += step;
        norm =
            switch (threat.norm()) {
              case LINF -> Math.max(norm, step);
              case L2 -> norm + step * step;
              case L1 -> norm + step;
            };
      }
    }
    double distance = threat.norm() == Norm.L2 ? Math.sqrt(norm) : norm;
    return distance
        + (threat.norm() == Norm.LINF ? TIE_BREAK * sum : 0)
        + EXCESS * Math.max(0, changes - threat.maxCategorical());
  }

  private double[] row(LeafIntersections.Box box) {
    double[] row = x0.clone();
    for (int f = 0; f < row.length; f++) {
      if (category[f]) {
        row[f] = Math.max(choose(f, box.levels[f]), -1);
      } else if (!Double.isNaN(x0[f])) {
        double to = nearest(f, box.low[f], box.high[f]);
        row[f] = Double.isNaN(to) ? x0[f] : to;
      }
    }
    return row;
  }
}
