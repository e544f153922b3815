package dev.gambeson.redteam.evasion;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.model.MatrixEncoder;
import dev.gambeson.model.MatrixEncoder.ColumnMeaning;
import dev.gambeson.model.tree.Link;
import dev.gambeson.model.tree.Split;
import dev.gambeson.model.tree.TreeClassifier;
import dev.gambeson.model.tree.TreeEnsemble;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// A tree ensemble as boxes in raw feature space: every leaf is the set of raw rows that reach it.
/// Immutable and thread-safe.
final class BoxForest {
  private final TreeEnsemble ensemble;
  private final MatrixEncoder encoder;
  private final FeatureSpace features;
  private final LeafBox[][] leaves;
  private final int[] leafNumber;

  /// Column values of a category, by raw feature and `level + 1`.
  private final float[][][] categoryColumns;

  /// Column values when a number is missing, by raw feature: the encoder may fill in.
  private final float[][] missingColumns;

  private final long[][] everyLevel;
  private final RawThresholds thresholds = new RawThresholds();

  /// @throws GambesonException when a tree asks something about a number that is no threshold
  BoxForest(TreeClassifier model) {
    this.ensemble = model.ensemble();
    this.encoder = model.encoder();
    this.features = model.features();
    this.categoryColumns = categoryColumns();
    this.missingColumns = missingColumns();
    this.everyLevel = new Constraints(features).levels;
    this.leafNumber = new int[ensemble.nodes()];
    this.leaves = new LeafBox[ensemble.trees()][];
    for (int tree = 0; tree < leaves.length; tree++) {
      List<LeafBox> boxes = new ArrayList<>();
      descend(tree, ensemble.root(tree), new Constraints(features), boxes);
      leaves[tree] = boxes.toArray(LeafBox[]::new);
    }
  }

  LeafBox[] leaves(int tree) {
    return leaves[tree];
  }

  int trees() {
    return leaves.length;
  }

  int outputs() {
    return ensemble.outputs();
  }

  /// Every level of a category, missing included, as a set.
  long[] everyLevel(int feature) {
    return everyLevel[feature];
  }

  /// How far the margins are from what is wanted: below 0 when the prediction is reached, with the
  /// distance to the decision.
  double margin(double[] margins, ThreatModel threat, int truth) {
    if (margins.length == 1) {
      double z = margins[0] - (ensemble.link() == Link.PROBABILITY ? 0.5 : 0);
      int wanted = threat.target().orElse(1 - truth);
      return wanted == 1 ? -z : z;
    }
    int subject = threat.target().orElse(truth);
    double other = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < margins.length; c++) {
      other = c == subject ? other : Math.max(other, margins[c]);
    }
    return threat.target().isPresent() ? other - margins[subject] : margins[subject] - other;
  }

  /// The leaf, by its number within its tree, in which a raw row ends in every tree.
  int[] tuple(double[] row) {
    float[] matrix = encoder.encode(Rows.of(row));
    int[] tuple = new int[leaves.length];
    for (int tree = 0; tree < tuple.length; tree++) {
      tuple[tree] = leafNumber[ensemble.leaf(tree, matrix, 0)];
    }
    return tuple;
  }

  double[] margins(int[] tuple) {
    double[] sums = new double[outputs()];
    for (int c = 0; c < sums.length; c++) {
      sums[c] = ensemble.base(c);
      for (int tree = 0; tree < tuple.length; tree++) {
        sums[c] += leaves[tree][tuple[tree]].values()[c];
      }
    }
    return sums;
  }

  private float[][][] categoryColumns() {
    float[][][] columns = new float[features.width()][][];
    double[] row = new double[features.width()];
    for (int f = 0; f < row.length; f++) {
      columns[f] = new float[0][];
      if (features.features().get(f) instanceof Feature.Categorical c) {
        columns[f] = new float[c.levels().size() + 1][];
        for (int level = -1; level < c.levels().size(); level++) {
          row[f] = level;
          columns[f][level + 1] = encoder.encode(Rows.of(row));
        }
        row[f] = 0;
      }
    }
    return columns;
  }

  private float[][] missingColumns() {
    float[][] columns = new float[features.width()][];
    double[] row = new double[features.width()];
    for (int f = 0; f < row.length; f++) {
      columns[f] = new float[0];
      if (features.features().get(f) instanceof Feature.Numeric) {
        row[f] = Double.NaN;
        columns[f] = encoder.encode(Rows.of(row));
        row[f] = 0;
      }
    }
    return columns;
  }

  private void descend(int tree, int node, Constraints box, List<LeafBox> out) {
    if (ensemble.isLeaf(node)) {
      double[] values = new double[ensemble.outputs()];
      for (int c = 0; c < values.length; c++) {
        values[c] = ensemble.leafValue(tree, node, c);
      }
      leafNumber[node] = out.size();
      out.add(box.leaf(values));
      return;
    }
    descend(tree, ensemble.left(node), narrowed(node, box, true), out);
    descend(tree, ensemble.right(node), narrowed(node, box, false), out);
  }

  private Constraints narrowed(int node, Constraints box, boolean left) {
    int column = ensemble.feature(node);
    int feature = encoder.featureOf(column);
    Constraints narrowed = box.copy();
    if (features.features().get(feature) instanceof Feature.Categorical c) {
      for (int level = -1; level < c.levels().size(); level++) {
        float x = categoryColumns[feature][level + 1][column];
        if (ensemble.goesLeft(node, x) != left) {
          narrowed.forbid(feature, level);
        }
      }
      return narrowed;
    }
    requireThreshold(node, column);
    float bound = ensemble.bound(node);
    boolean empty = Float.isNaN(bound);
    double at = empty ? 0 : thresholds.greatestAtMost(encoder.column(column), bound);
    if (left) {
      narrowed.atMost(feature, empty ? Double.NEGATIVE_INFINITY : at);
    } else if (!empty) {
      narrowed.above(feature, at);
    }
    if (ensemble.goesLeft(node, missingColumns[feature][column]) != left) {
      narrowed.forbidMissing(feature);
    }
    return narrowed;
  }

  private void requireThreshold(int node, int column) {
    boolean rising =
        switch (encoder.column(column)) {
          case ColumnMeaning.Scaled s -> s.factor() > 0;
          case ColumnMeaning.Raw _ -> true;
          case ColumnMeaning.Indicator _ -> false;
        };
    if (ensemble.split(node) != Split.AT_MOST || ensemble.zeroIsMissing(node) || !rising) {
      throw GambesonException.badInput(
          "A tree asks of the number '%s' something that is no threshold; the leaf-tuple attack cannot follow it."
              .formatted(features.names().get(encoder.featureOf(column))));
    }
  }

  /// The constraints on the way down a tree.
  private static final class Constraints {
    private final FeatureSpace features;
    private final boolean[] used;
    private final double[] low;
    private final double[] high;
    private final boolean[] missing;
    private final long[][] levels;

    Constraints(FeatureSpace features) {
      this.features = features;
      int d = features.width();
      this.used = new boolean[d];
      this.low = new double[d];
      this.high = new double[d];
      this.missing = new boolean[d];
      this.levels = new long[d][];
      Arrays.fill(low, Double.NEGATIVE_INFINITY);
      Arrays.fill(high, Double.POSITIVE_INFINITY);
      Arrays.fill(missing, true);
      for (int f = 0; f < d; f++) {
        levels[f] =
            switch (features.features().get(f)) {
              case Feature.Numeric _ -> new long[0];
              case Feature.Categorical c -> allOf(c.levels().size() + 1);
            };
      }
    }

    private Constraints(Constraints o) {
      features = o.features;
      used = o.used.clone();
      low = o.low.clone();
      high = o.high.clone();
      missing = o.missing.clone();
      levels = Arrays.stream(o.levels).map(long[]::clone).toArray(long[][]::new);
    }

    static long[] allOf(int bits) {
      long[] words = new long[(bits + 63) >> 6];
      for (int b = 0; b < bits; b++) {
        words[b >> 6] |= 1L << b;
      }
      return words;
    }

    Constraints copy() {
      return new Constraints(this);
    }

    void atMost(int f, double bound) {
      used[f] = true;
      high[f] = Math.min(high[f], bound);
    }

    void above(int f, double bound) {
      used[f] = true;
      low[f] = Math.max(low[f], Math.nextUp(bound));
    }

    void forbidMissing(int f) {
      used[f] = true;
      missing[f] = false;
    }

    void forbid(int f, int level) {
      used[f] = true;
      levels[f][(level + 1) >> 6] &= ~(1L << (level + 1));
    }

    LeafBox leaf(double[] values) {
      int[] which = IntStream.range(0, used.length).filter(f -> used[f]).toArray();
      double[] from = Arrays.stream(which).mapToDouble(f -> low[f]).toArray();
      double[] to = Arrays.stream(which).mapToDouble(f -> high[f]).toArray();
      boolean[] absent = new boolean[which.length];
      long[][] sets = new long[which.length][];
      for (int i = 0; i < which.length; i++) {
        absent[i] = missing[which[i]];
        sets[i] = levels[which[i]];
      }
      return new LeafBox(which, from, to, absent, sets, values);
    }
  }
}
