package dev.gambeson.explain;

import dev.gambeson.core.data.Rows;

/// Interventional Shapley values of a linear model, in closed form: `weight * (value - mean)`
/// (Lundberg and Lee 2017, corollary 1). In the unit of the linear output (log-odds for logistic
/// regression).
public final class LinearShap {
  private LinearShap() {}

  /// @param weights one per input
  /// @param intercept the model's constant
  /// @param means mean of each input over the background
  /// @param rows rows to explain
  public static Attribution explain(double[] weights, double intercept, double[] means, Rows rows) {
    int width = rows.width();
    if (weights.length != width || means.length != width) {
      throw new IllegalArgumentException(
          "%d weights and %d means for rows of width %d"
              .formatted(weights.length, means.length, width));
    }
    double expected = intercept;
    for (int f = 0; f < width; f++) {
      expected += weights[f] * means[f];
    }
    double[] values = new double[rows.count() * width];
    double[] outputs = new double[rows.count()];
    for (int row = 0; row < outputs.length; row++) {
      outputs[row] = intercept;
      for (int f = 0; f < width; f++) {
        values[row * width + f] = weights[f] * (rows.at(row, f) - means[f]);
        outputs[row] += weights[f] * rows.at(row, f);
      }
    }
    return Attribution.checked(
        "interventional linear SHAP of the linear output",
        "the inputs' means",
        width,
        values,
        outputs,
        expected,
        0);
  }
}
