package dev.gambeson.redteam.evasion;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import java.util.Arrays;

/// The changes an attacker can make in a [FeatureSpace], compiled to arrays. A change of the
/// numeric part is a vector of scaled steps over [#numeric]; [#place] turns it into a valid row.
///
/// A value that lies outside the declared range in the original stays reachable: the range of a row
/// always includes its own value. Missing numbers cannot move.
final class MoveSpace {
  /// Relative slack that undoes rounding in `x0 + u * scale` before a whole number is taken.
  private static final double SLACK = 1e-9;

  final FeatureSpace features;
  final int[] numeric;
  final double[] scale;
  private final double[] min;
  private final double[] max;
  final boolean[] integer;
  final int[] categorical;
  final int[] levels;

  MoveSpace(FeatureSpace features) {
    this.features = features;
    this.numeric = indices(features, Feature.Numeric.class);
    this.categorical = indices(features, Feature.Categorical.class);
    int n = numeric.length;
    this.scale = new double[n];
    this.min = new double[n];
    this.max = new double[n];
    this.integer = new boolean[n];
    for (int j = 0; j < n; j++) {
      if (features.features().get(numeric[j]) instanceof Feature.Numeric f) {
        scale[j] = f.scale();
        min[j] = f.min();
        max[j] = f.max();
        integer[j] = f.integer();
      }
    }
    this.levels =
        Arrays.stream(categorical)
            .map(f -> ((Feature.Categorical) features.features().get(f)).levels().size())
            .toArray();
  }

  private static int[] indices(FeatureSpace features, Class<? extends Feature> kind) {
    int[] found = new int[features.width()];
    int n = 0;
    for (int f = 0; f < features.width(); f++) {
      Feature feature = features.features().get(f);
      if (kind.isInstance(feature) && !feature.immutable()) {
        found[n++] = f;
      }
    }
    return Arrays.copyOf(found, n);
  }

  int width() {
    return features.width();
  }

  double low(int j, double original) {
    return Math.min(min[j], original);
  }

  double high(int j, double original) {
    return Math.max(max[j], original);
  }

  /// The valid value nearest to `x0 + u * scale` on the side of the original: clipped to the range,
  /// whole numbers rounded toward the original.
  double value(int j, double x0, double u) {
    if (u == 0 || Double.isNaN(x0)) {
      return x0;
    }
    double wanted = Math.clamp(x0 + u * scale[j], low(j, x0), high(j, x0));
    return integer[j] ? wholeToward(x0, wanted) : wanted;
  }

  private static double wholeToward(double x0, double wanted) {
    double slack = SLACK * Math.max(1, Math.abs(wanted));
    if (wanted > x0) {
      return Math.max(x0, Math.floor(wanted + slack));
    }
    return Math.min(x0, Math.ceil(wanted - slack));
  }

  /// Writes the row at scaled change `u` from `x0`, with the categories of `template`.
  void place(double[] x0, double[] template, double[] u, double[] out) {
    System.arraycopy(x0, 0, out, 0, x0.length);
    for (int f : categorical) {
      out[f] = template[f];
    }
    for (int j = 0; j < numeric.length; j++) {
      out[numeric[j]] = value(j, x0[numeric[j]], u[j]);
    }
  }

  /// The scaled change from `x0` to `row`; 0 where a number is missing.
  double[] change(double[] x0, double[] row) {
    double[] u = new double[numeric.length];
    for (int j = 0; j < u.length; j++) {
      u[j] = step(j, x0[numeric[j]], row[numeric[j]]);
    }
    return u;
  }

  double step(int j, double from, double to) {
    return Double.isNaN(from) || Double.isNaN(to) ? 0 : (to - from) / scale[j];
  }

  int categoricalChanges(double[] x0, double[] row) {
    int changed = 0;
    for (int f : categorical) {
      changed += x0[f] == row[f] ? 0 : 1;
    }
    return changed;
  }

  Distances distances(double[] x0, double[] row) {
    double[] u = change(x0, row);
    return new Distances(
        Norm.LINF.of(u), Norm.L2.of(u), Norm.L1.of(u), categoricalChanges(x0, row));
  }

  /// Shrinks a scaled change until its row lies within `epsilon`, and writes that row. In `LINF`
  /// each coordinate is cut; in `L2` and `L1` the whole change is scaled down.
  void project(
      Norm norm, double epsilon, double[] x0, double[] template, double[] u, double[] out) {
    if (norm == Norm.LINF) {
      for (int j = 0; j < u.length; j++) {
        u[j] = Math.clamp(u[j], -epsilon, epsilon);
      }
    } else {
      shrink(u, epsilon / norm.of(u));
    }
    place(x0, template, u, out);
    // Rounding of sums and of whole numbers may leave the ball by a few ulps: step back inside.
    for (double back = 1e-15; norm.of(change(x0, out)) > epsilon; back *= 4) {
      shrink(u, 1 - Math.min(1, back));
      place(x0, template, u, out);
    }
  }

  private static void shrink(double[] u, double factor) {
    if (factor < 1) {
      for (int j = 0; j < u.length; j++) {
        u[j] *= factor;
      }
    }
  }

  /// Why `row` is no valid variant of `x0`; empty when it is one.
  String violation(double[] x0, double[] row) {
    for (int f = 0; f < row.length; f++) {
      if (row[f] != x0[f] && !(Double.isNaN(row[f]) && Double.isNaN(x0[f]))) {
        String reason = violation(features.features().get(f), x0[f], row[f]);
        if (!reason.isEmpty()) {
          return reason;
        }
      }
    }
    return "";
  }

  private static String violation(Feature feature, double from, double to) {
    if (feature.immutable()) {
      return feature.name() + " is immutable";
    }
    return switch (feature) {
      case Feature.Categorical c ->
          to >= 0 && to < c.levels().size() && to == Math.rint(to)
              ? ""
              : c.name() + " has no level " + to;
      case Feature.Numeric n -> violation(n, from, to);
    };
  }

  private static String violation(Feature.Numeric n, double from, double to) {
    if (!(to >= Math.min(n.min(), from) && to <= Math.max(n.max(), from))) {
      return n.name() + " is out of its range at " + to;
    }
    return n.integer() && to != Math.rint(to) ? n.name() + " must be a whole number" : "";
  }
}
