package dev.gambeson.model.nn;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;

/// Turns raw rows into network inputs: numbers are standardised by the mean and deviation of the
/// rows it was fitted on (missing becomes the mean, with a one in an extra column when the fitted
/// rows had gaps too), categories become one-hot columns (missing or unknown: all zero).
public final class TabularEncoder {
  private final FeatureSpace space;
  private final double[] means;
  private final double[] deviations;
  private final int[] offsets;
  private final boolean[] gaps;
  private final int width;

  private TabularEncoder(FeatureSpace space, double[] means, double[] deviations, boolean[] gaps) {
    this.space = space;
    this.means = means;
    this.deviations = deviations;
    this.gaps = gaps;
    this.offsets = new int[space.width()];
    int at = 0;
    for (int f = 0; f < space.width(); f++) {
      offsets[f] = at;
      at +=
          switch (space.features().get(f)) {
            case Feature.Numeric _ -> gaps[f] ? 2 : 1;
            case Feature.Categorical c -> c.levels().size();
          };
    }
    this.width = at;
  }

  /// Learns means and deviations. A column without spread keeps a deviation of one.
  public static TabularEncoder fit(FeatureSpace space, Rows rows) {
    double[] means = new double[space.width()];
    double[] deviations = new double[space.width()];
    boolean[] gaps = new boolean[space.width()];
    for (int f = 0; f < space.width(); f++) {
      deviations[f] = 1;
      if (space.features().get(f) instanceof Feature.Numeric) {
        measure(rows, f, means, deviations, gaps);
      }
    }
    return new TabularEncoder(space, means, deviations, gaps);
  }

  private static void measure(Rows rows, int f, double[] means, double[] sds, boolean[] gaps) {
    int n = 0;
    double mean = 0;
    double squares = 0;
    for (int r = 0; r < rows.count(); r++) { // Welford 1962
      double v = rows.at(r, f);
      if (Double.isFinite(v)) {
        n++;
        double d = v - mean;
        mean += d / n;
        squares += d * (v - mean);
      }
    }
    double sd = n > 1 ? Math.sqrt(squares / n) : 0;
    means[f] = mean;
    sds[f] = sd > 0 && Double.isFinite(sd) ? sd : 1;
    gaps[f] = n < rows.count();
  }

  /// Inputs per row.
  public int width() {
    return width;
  }

  /// The raw space it encodes.
  public FeatureSpace features() {
    return space;
  }

  /// Encodes rows of the fitted space, row-major; every value is finite.
  public float[] encode(Rows rows) {
    float[] out = new float[Math.multiplyExact(rows.count(), width)];
    for (int r = 0; r < rows.count(); r++) {
      for (int f = 0; f < space.width(); f++) {
        int at = r * width + offsets[f];
        double v = rows.at(r, f);
        switch (space.features().get(f)) {
          case Feature.Numeric _ -> number(out, at, f, v);
          case Feature.Categorical c -> {
            if (v >= 0 && v < c.levels().size()) {
              out[at + (int) v] = 1;
            }
          }
        }
      }
    }
    return out;
  }

  private void number(float[] out, int at, int f, double v) {
    if (Double.isFinite(v)) {
      double z = (v - means[f]) / deviations[f];
      out[at] = (float) Math.clamp(z, -1e6, 1e6);
    } else if (gaps[f]) {
      out[at + 1] = 1;
    }
  }
}
