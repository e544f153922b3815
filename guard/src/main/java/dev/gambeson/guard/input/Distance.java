package dev.gambeson.guard.input;

import dev.gambeson.core.data.Rows;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// How far a row lies from the training rows: the Mahalanobis distance of its normal scores and
/// indicators, which sees odd combinations, and the distance to the nearest row of a coreset, which
/// sees holes. Thread-safe.
final class Distance {
  /// How many neighbours are asked for their labels.
  static final int NEIGHBOURS = 9;

  private final Encoding encoding;
  private final float[] precision;
  private final float[] shift; // precision times centre
  private final float constant; // centre' * precision * centre
  private final float[] points; // coreset, feature by feature
  private final int count;
  private final int[] labels;
  private final float[] spread;
  private final float[] gaps;
  private final float[] worst;

  private Distance(InputProfile profile, Manifold m) {
    encoding = new Encoding(profile);
    precision = floats(m.precision());
    float[] centre = floats(m.centre());
    int n = centre.length;
    shift = new float[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double s = 0;
      for (int j = 0; j < n; j++) {
        s += (double) precision[i * n + j] * centre[j];
      }
      shift[i] = (float) s;
      sum += s * centre[i];
    }
    constant = (float) sum;
    count = m.coreset().size();
    points = new float[encoding.width() * count];
    for (int p = 0; p < count; p++) {
      for (int f = 0; f < encoding.width(); f++) {
        points[f * count + p] = m.coreset().get(p).get(f);
      }
    }
    labels = m.labels().stream().mapToInt(i -> i).toArray();
    spread = floats(m.spread());
    gaps = floats(m.gaps());
    worst = floats(m.worst());
  }

  /// Empty when the profile has no manifold.
  static Optional<Distance> of(InputProfile profile) {
    return profile.manifold().map(m -> new Distance(profile, m));
  }

  static float[] floats(List<Float> list) {
    float[] out = new float[list.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = list.get(i);
    }
    return out;
  }

  /// What is measured of a row.
  ///
  /// @param mahalanobis squared distance to the centre
  /// @param gap squared distance to the nearest row of the coreset
  /// @param agreeing how many of the nearest [#NEIGHBOURS] have a label; NaN without labels
  record Measured(float mahalanobis, float gap, float agreeing) {}

  /// Share of honest rows that lie at least as far off, by the worse of the two distances; small is
  /// far. At least `1 / (held-out rows + 1)`.
  double pValue(Rows rows, int row) {
    return pValue(measure(rows, row, -1));
  }

  double pValue(Measured m) {
    return upper(worst, rank(m));
  }

  /// The greater of the ranks of the two distances, from 0.
  float rank(Measured m) {
    return Math.max(open(spread, m.mahalanobis()), open(gaps, m.gap()));
  }

  /// The rank, and beyond the farthest held-out row on from 1: or all rows beyond would be equal.
  private static float open(float[] sorted, float value) {
    float last = Math.max(sorted[sorted.length - 1], Float.MIN_NORMAL);
    return value <= last ? rank(sorted, value) : 1 + (float) Math.log(value / last);
  }

  /// @param label what the model says of the row; -1: do not ask the neighbours
  Measured measure(Rows rows, int row, int label) {
    float[] x = new float[encoding.width()];
    encoding.encode(rows, row, x);
    float[] squared = new float[count];
    for (int f = 0; f < x.length; f++) {
      add(x[f], f * count, encoding.isNumber(f), squared);
    }
    float nearest = Float.POSITIVE_INFINITY;
    for (float d : squared) {
      nearest = Math.min(nearest, d);
    }
    float agreeing = label < 0 || labels.length == 0 ? Float.NaN : agreeing(squared, label);
    return new Measured(mahalanobis(x), nearest, agreeing);
  }

  private void add(float x, int from, boolean number, float[] squared) {
    if (number) {
      for (int p = 0; p < squared.length; p++) {
        float d = x - points[from + p];
        squared[p] += d * d;
      }
    } else {
      for (int p = 0; p < squared.length; p++) {
        squared[p] += x == points[from + p] ? 0 : 2; // as far apart as two random numbers
      }
    }
  }

  private float agreeing(float[] squared, int label) {
    int k = Math.min(NEIGHBOURS, squared.length);
    float[] best = new float[k];
    int[] who = new int[k];
    Arrays.fill(best, Float.POSITIVE_INFINITY);
    for (int p = 0; p < squared.length; p++) {
      if (squared[p] < best[k - 1]) {
        int at = k - 1;
        while (at > 0 && best[at - 1] > squared[p]) {
          best[at] = best[at - 1];
          who[at] = who[at - 1];
          at--;
        }
        best[at] = squared[p];
        who[at] = p;
      }
    }
    int same = 0;
    for (int i = 0; i < k; i++) {
      same += labels[who[i]] == label ? 1 : 0;
    }
    return same;
  }

  /// Only a feature's number, or the one indicator that is set, counts: the others are zero.
  private float mahalanobis(float[] x) {
    int n = shift.length;
    float sum = constant;
    for (int f = 0; f < x.length; f++) {
      int i = at(f, x[f]);
      float xi = encoding.isNumber(f) ? x[f] : 1;
      sum += xi * (xi * precision[i * n + i] - 2 * shift[i]);
      for (int g = 0; g < f; g++) {
        float xj = encoding.isNumber(g) ? x[g] : 1;
        sum += 2 * xi * xj * precision[i * n + at(g, x[g])];
      }
    }
    return sum;
  }

  private int at(int f, float x) {
    return encoding.column(f) + (encoding.isNumber(f) ? 0 : (int) x);
  }

  /// Share of sorted values that are below.
  static float rank(float[] sorted, float value) {
    return (float) below(sorted, value) / sorted.length;
  }

  /// The conformal p-value of a large value: (values at least as large + 1) / (values + 1).
  static double upper(float[] sorted, float value) {
    return (sorted.length - below(sorted, value) + 1.0) / (sorted.length + 1.0);
  }

  private static int below(float[] sorted, float value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
