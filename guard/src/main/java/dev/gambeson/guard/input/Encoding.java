package dev.gambeson.guard.input;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.input.InputProfile.FeatureProfile;
import dev.gambeson.guard.input.InputProfile.LevelProfile;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;

/// Rows as the manifold sees them: numbers as normal scores of the training quantiles, categories
/// as level indices (missing or unknown: the number of levels).
final class Encoding {
  private static final double FARTHEST = 8;
  private static final double EDGE = 2.5758; // normal score of the 0.5 % at either end
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
  private static final int PERCENT = 100;

  private final int width;
  private final double[][] cuts; // 101 quantiles of a number; empty for a category
  private final int[] levels; // number of levels of a category; 0 for a number
  private final int[] column; // first column among numbers and indicators
  private final double[] scores = new double[2 * PERCENT + 1]; // normal scores of half per cents
  private final int columns;

  Encoding(InputProfile profile) {
    List<FeatureProfile> features = profile.features();
    width = features.size();
    cuts = new double[width][];
    levels = new int[width];
    column = new int[width];
    int next = 0;
    for (int f = 0; f < width; f++) {
      FeatureProfile feature = features.get(f);
      cuts[f] =
          feature
              .numbers()
              .map(n -> n.quantiles().stream().mapToDouble(d -> d).toArray())
              .orElse(new double[0]);
      levels[f] = feature.levels().map(LevelProfile::names).map(List::size).orElse(0);
      column[f] = next;
      next += isNumber(f) ? 1 : levels[f] + 1;
    }
    columns = next;
    for (int i = 0; i < scores.length; i++) {
      double p = Math.clamp(i / (2.0 * PERCENT), 0.005, 0.995);
      scores[i] = NORMAL.inverseCumulativeProbability(p);
    }
  }

  int width() {
    return width;
  }

  /// Numbers and indicators together.
  int columns() {
    return columns;
  }

  boolean isNumber(int f) {
    return cuts[f].length > 0;
  }

  /// First column of a feature.
  int column(int f) {
    return column[f];
  }

  void encode(Rows rows, int row, float[] out) {
    for (int f = 0; f < width; f++) {
      double value = rows.at(row, f);
      out[f] = isNumber(f) ? (float) number(cuts[f], value) : level(f, value);
    }
  }

  private int level(int f, double value) {
    return value >= 0 && value < levels[f] ? (int) value : levels[f];
  }

  /// The normal score of a value: that of its middle rank, since many values may be equal.
  private double number(double[] q, double value) {
    if (Double.isNaN(value)) {
      return 0;
    }
    double range = Math.max(q[PERCENT] - q[0], 1e-12);
    if (value < q[0]) {
      return Math.max(-FARTHEST, -EDGE - 4 * (q[0] - value) / range);
    }
    if (value > q[PERCENT]) {
      return Math.min(FARTHEST, EDGE + 4 * (value - q[PERCENT]) / range);
    }
    int low = first(q, value);
    if (q[low] == value) {
      int high = low;
      while (high < PERCENT && q[high + 1] == value) {
        high++;
      }
      return scores[low + high];
    }
    double along = (value - q[low - 1]) / (q[low] - q[low - 1]);
    double at = 2 * (low - 1 + along);
    int below = Math.min((int) at, 2 * PERCENT - 1);
    return scores[below] + (at - below) * (scores[below + 1] - scores[below]);
  }

  /// Index of the first quantile that is not below the value.
  private static int first(double[] q, double value) {
    int at = Arrays.binarySearch(q, value);
    int found = at >= 0 ? at : -at - 1;
    while (found > 0 && q[found - 1] == value) {
      found--;
    }
    return found;
  }
}
