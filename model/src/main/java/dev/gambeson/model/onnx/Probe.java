package dev.gambeson.model.onnx;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;

/// A few made-up rows that span the feature ranges, to see what shape and range a model's output
/// has.
final class Probe {
  static final int ROWS = 67; // a count that is hardly ever a number of classes

  private Probe() {}

  static Rows rows(FeatureSpace features) {
    double[] values = new double[ROWS * features.width()];
    for (int row = 0; row < ROWS; row++) {
      for (int f = 0; f < features.width(); f++) {
        values[row * features.width() + f] = value(features.features().get(f), row, f);
      }
    }
    return new Rows(ROWS, features.width(), values);
  }

  private static double value(Feature feature, int row, int f) {
    return switch (feature) {
      case Feature.Numeric n -> {
        double low = Math.max(n.min(), -1e6);
        double high = Math.max(low, Math.min(n.max(), 1e6));
        double value = low + (high - low) * ((row * 31 + f * 17) % ROWS) / (ROWS - 1);
        yield n.integer() ? Math.rint(value) : value;
      }
      case Feature.Categorical c ->
          c.levels().isEmpty() ? -1 : (row * 7 + f * 3) % c.levels().size();
    };
  }
}
