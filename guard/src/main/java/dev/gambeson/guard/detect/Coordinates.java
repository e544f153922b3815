package dev.gambeson.guard.detect;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Turns raw rows into points of small whole numbers in which distances are cheap and robust.
///
/// A number becomes its share in the training data ([#UNIT] is the whole range, linear between
/// quantiles, up to two ranges beyond the extremes), so that no skewed column drowns the others; a
/// missing number lies one range below. A level stays its index; two different levels are apart by
/// a weight that grows with the rarity of a difference. Rows of more than [#WIDEST] features are
/// scaled linearly and projected by random signs (Achlioptas 2003), which keeps distances within
/// some ten per cent.
final class Coordinates {
  static final int UNIT = 512;
  static final int WIDEST = 64;
  private static final int PROJECTED = 48;
  private static final int KNOTS = 65;
  private static final int MISSING = -UNIT;

  private final int features;
  private final boolean[] categorical;
  private final double[][] knots; // per numeric feature: values, ascending
  private final float[][] shares; // share of training values below each, half of the equal ones
  private final double[] beyond; // UNITs per raw unit outside the extremes
  private final long projection; // seed of the projection, 0 for none
  private final int[] order; // coordinate to feature: numbers first
  private final int numeric;
  private final int[] weights;

  private Coordinates(
      boolean[] categorical,
      double[][] knots,
      float[][] shares,
      double[] beyond,
      long projection,
      int[] levelWeights) {
    this.features = categorical.length;
    this.categorical = categorical;
    this.knots = knots;
    this.shares = shares;
    this.beyond = beyond;
    this.projection = projection;
    boolean wide = projection != 0;
    this.order = wide ? new int[PROJECTED] : order(categorical);
    this.numeric = wide ? PROJECTED : count(categorical, false);
    this.weights = wide ? new int[PROJECTED] : levelWeights;
  }

  private static int count(boolean[] flags, boolean wanted) {
    int n = 0;
    for (boolean f : flags) {
      n += f == wanted ? 1 : 0;
    }
    return n;
  }

  private static int[] order(boolean[] categorical) {
    int[] order = new int[categorical.length];
    int n = 0;
    for (boolean kind : new boolean[] {false, true}) {
      for (int f = 0; f < order.length; f++) {
        if (categorical[f] == kind) {
          order[n++] = f;
        }
      }
    }
    return order;
  }

  /// Learns quantiles and weights from training rows.
  static Coordinates learn(FeatureSpace space, Rows rows, Seed seed) {
    int d = space.width();
    boolean[] categorical = new boolean[d];
    double[][] knots = new double[d][];
    float[][] shares = new float[d][];
    double[] beyond = new double[d];
    boolean wide = d > WIDEST;
    int[] levelWeights = new int[d];
    for (int f = 0; f < d; f++) {
      knots[f] = new double[0];
      shares[f] = new float[0];
      switch (space.features().get(f)) {
        case Feature.Categorical _ -> categorical[f] = true;
        case Feature.Numeric n -> {
          double[] values = present(rows, f, n);
          knots[f] = wide ? extremes(values) : quantiles(values);
          shares[f] = wide ? new float[] {0, 1} : shares(values, knots[f]);
          beyond[f] = UNIT / (4 * n.scale());
        }
      }
    }
    int[] order = order(categorical);
    for (int c = 0; c < d; c++) {
      levelWeights[c] = categorical[order[c]] ? weight(rows, order[c]) : 0;
    }
    return new Coordinates(
        categorical, knots, shares, beyond, wide ? seed.value() | 1 : 0, levelWeights);
  }

  private static double[] present(Rows rows, int f, Feature.Numeric feature) {
    double[] values = new double[rows.count()];
    int n = 0;
    for (int i = 0; i < rows.count(); i++) {
      double v = rows.at(i, f);
      if (Double.isFinite(v)) {
        values[n++] = v;
      }
    }
    double[] kept = n == 0 ? new double[] {feature.min()} : Arrays.copyOf(values, n);
    Arrays.sort(kept);
    return kept;
  }

  private static double[] extremes(double[] sorted) {
    double last = sorted[sorted.length - 1];
    return new double[] {sorted[0], last > sorted[0] ? last : sorted[0] + 1};
  }

  private static double[] quantiles(double[] sorted) {
    double[] out = new double[KNOTS];
    int n = 0;
    for (int k = 0; k < KNOTS; k++) {
      double v = sorted[(int) ((long) k * (sorted.length - 1) / (KNOTS - 1))];
      if (n == 0 || v > out[n - 1]) {
        out[n++] = v;
      }
    }
    return Arrays.copyOf(out, n);
  }

  private static float[] shares(double[] sorted, double[] knots) {
    float[] out = new float[knots.length];
    int below = 0;
    int notAbove = 0;
    for (int k = 0; k < knots.length; k++) {
      while (below < sorted.length && sorted[below] < knots[k]) {
        below++;
      }
      while (notAbove < sorted.length && sorted[notAbove] <= knots[k]) {
        notAbove++;
      }
      out[k] = (float) ((below + notAbove) / 2.0 / sorted.length);
    }
    return out;
  }

  /// A level that differs counts on average like a number that differs (a sixth of a squared
  /// range), at most like a whole range.
  private static int weight(Rows rows, int f) {
    int n = rows.count();
    int pairs = 0;
    int different = 0;
    for (int i = 0; i < n; i++) {
      int j = (int) ((i * 7919L + 1) % n);
      pairs++;
      different += rows.at(i, f) == rows.at(j, f) ? 0 : 1;
    }
    double q = (different + 1.0) / (pairs + 2.0);
    return (int) (Math.min(1, 1 / (6 * q)) * UNIT * UNIT);
  }

  int width() {
    return order.length;
  }

  int features() {
    return features;
  }

  /// Coordinates from this one on are levels.
  int numeric() {
    return numeric;
  }

  /// Changed coordinates of more than an update of one or two values.
  int manyChanges() {
    return projection == 0 ? Math.min(3, order.length) : 7;
  }

  /// Squared distance of two different levels, by coordinate.
  int[] weights() {
    return weights;
  }

  /// Whether rows are projected.
  boolean wide() {
    return projection != 0;
  }

  /// Writes a row's point.
  void place(Rows rows, int row, short[] out) {
    if (projection != 0) {
      project(rows, row, out);
      return;
    }
    for (int c = 0; c < order.length; c++) {
      double v = rows.at(row, order[c]);
      out[c] = (short) (c < numeric ? share(order[c], v) : Math.clamp(v, -1, Short.MAX_VALUE));
    }
  }

  /// A number in UNITs, between -2 and 3 ranges.
  private int share(int f, double v) {
    if (Double.isNaN(v)) {
      return MISSING;
    }
    double[] k = knots[f];
    int last = k.length - 1;
    if (v <= k[0]) {
      return (int) (shares[f][0] * UNIT - Math.min(2 * UNIT, (k[0] - v) * beyond[f]));
    }
    if (v >= k[last]) {
      return (int) (shares[f][last] * UNIT + Math.min(2 * UNIT, (v - k[last]) * beyond[f]));
    }
    int at = 0; // the last knot not above v, found without branches that guess
    for (int n = k.length; n > 1; ) {
      int half = n >>> 1;
      at = k[at + half] <= v ? at + half : at;
      n -= half;
    }
    float share = shares[f][at];
    if (k[at] == v) {
      return (int) (share * UNIT);
    }
    double part = (v - k[at]) / (k[at + 1] - k[at]);
    return (int) ((share + part * (shares[f][at + 1] - share)) * UNIT);
  }

  private void project(Rows rows, int row, short[] out) {
    double[] sums = new double[PROJECTED];
    for (int f = 0; f < features; f++) {
      double v = rows.at(row, f);
      long bits = categorical[f] ? mix(projection + f + ((long) v << 32)) : mix(projection + f);
      double size = categorical[f] ? UNIT / 2.0 : share(f, v) - UNIT / 2.0;
      for (int k = 0; k < 3; k++) {
        int to = (int) (((bits & 0xffff) * PROJECTED) >>> 16);
        sums[to] += (bits & 0x10000) == 0 ? size : -size;
        bits >>>= 20;
      }
    }
    double shrink = 1 / Math.sqrt(3.0 * features / PROJECTED);
    for (int c = 0; c < PROJECTED; c++) {
      out[c] = (short) Math.clamp(sums[c] * shrink, -4.0 * UNIT, 4.0 * UNIT);
    }
  }

  static long mix(long z) { // SplitMix64 finaliser, Steele et al. 2014
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }

  /// Keyed hash of the raw row: equal rows are retries. `-0.0` and `0.0` are one, and all NaN.
  static long hash(Rows rows, int row, long key) {
    long h = key;
    for (int f = 0; f < rows.width(); f++) {
      h = mix(h * 0x9e3779b97f4a7c15L + Double.doubleToLongBits(rows.at(row, f) + 0.0));
    }
    return mix(h ^ key);
  }

  /// A row with some values of another: what an update of a record looks like.
  static double[] updated(double[] row, double[] other, RandomGenerator random) {
    double[] out = row.clone();
    int changes = 1 + random.nextInt(2);
    for (int c = 0; c < changes; c++) {
      int f = random.nextInt(out.length);
      out[f] = other[f];
    }
    return out;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(projection);
    out.writeInt(features);
    for (int f = 0; f < features; f++) {
      out.writeBoolean(categorical[f]);
      out.writeDouble(beyond[f]);
      out.writeInt(knots[f].length);
      for (int k = 0; k < knots[f].length; k++) {
        out.writeDouble(knots[f][k]);
        out.writeFloat(shares[f][k]);
      }
    }
    Bytes.write(out, weights);
  }

  static Coordinates read(DataInputStream in) throws IOException {
    long projection = in.readLong();
    int d = Bytes.count(in, ModelBaseline.MOST_FEATURES);
    boolean[] categorical = new boolean[d];
    double[] beyond = new double[d];
    double[][] knots = new double[d][];
    float[][] shares = new float[d][];
    for (int f = 0; f < d; f++) {
      categorical[f] = in.readBoolean();
      beyond[f] = in.readDouble();
      int n = Bytes.count(in, KNOTS);
      knots[f] = new double[n];
      shares[f] = new float[n];
      for (int k = 0; k < n; k++) {
        knots[f][k] = in.readDouble();
        shares[f][k] = in.readFloat();
      }
      Bytes.require(categorical[f] == (n == 0), "a number without quantiles");
    }
    int[] weights = Bytes.ints(in, ModelBaseline.MOST_FEATURES);
    Coordinates read = new Coordinates(categorical, knots, shares, beyond, projection, weights);
    Bytes.require(weights.length == read.width(), "weights of another width");
    Bytes.require((projection != 0) == (d > WIDEST), "a projection that does not fit the width");
    return read;
  }
}
