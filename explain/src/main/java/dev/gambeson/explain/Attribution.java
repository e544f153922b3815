package dev.gambeson.explain;

import dev.gambeson.model.MatrixEncoder;

/// Which input moved a model's output by how much, for a block of rows: the values of a row sum up
/// to the output minus [#expected].
///
/// @param method how it was made, with the flavour of Shapley value and the output explained (a
///   margin in log-odds, or a probability): values of different methods must not be mixed
/// @param background what "absent" means: the reference rows or weights, with their number
/// @param rows number of rows explained
/// @param width number of inputs
/// @param values attributions, row-major; not copied
/// @param outputs the explained output per row
/// @param expected the output when nothing is known
/// @param additivityError largest `|expected + sum of values - output| / max(1, |output|)`
/// @param modelCalls rows the model was asked to score; 0 when its trees were read instead
@SuppressWarnings("ArrayRecordComponent") // bulk buffers, passed along without copies
public record Attribution(
    String method,
    String background,
    int rows,
    int width,
    double[] values,
    double[] outputs,
    double expected,
    double additivityError,
    long modelCalls) {

  /// Above this, values do not explain the output and are refused.
  private static final double TOLERANCE = 1e-6;

  /// Measures the additivity error.
  ///
  /// @throws IllegalStateException when the values of a row do not add up: a defect, never shown to
  ///   a reader as an explanation
  static Attribution checked(
      String method,
      String background,
      int width,
      double[] values,
      double[] outputs,
      double expected,
      long modelCalls) {
    double worst = 0;
    for (int row = 0; row < outputs.length; row++) {
      double sum = expected;
      for (int f = 0; f < width; f++) {
        sum += values[row * width + f];
      }
      double error = Math.abs(sum - outputs[row]) / Math.max(1, Math.abs(outputs[row]));
      if (!(error <= TOLERANCE)) {
        throw new IllegalStateException(
            "%s: row %d adds up to %s instead of %s".formatted(method, row, sum, outputs[row]));
      }
      worst = Math.max(worst, error);
    }
    return new Attribution(
        method, background, outputs.length, width, values, outputs, expected, worst, modelCalls);
  }

  /// One value.
  public double at(int row, int input) {
    return values[row * width + input];
  }

  /// Mean size of each input's values over the rows.
  public double[] meanAbsolute() {
    double[] mean = new double[width];
    for (int i = 0; i < values.length; i++) {
      mean[i % width] += Math.abs(values[i]) / rows;
    }
    return mean;
  }

  /// The same explanation in terms of raw features: values of the matrix columns behind one feature
  /// are added up (Shapley values of a group of columns that always come together, approximately:
  /// the sum is exact in total, and equals the group's own value when its columns do not interact
  /// with others).
  ///
  /// @param features number of raw features
  public Attribution byFeature(MatrixEncoder encoder, int features) {
    double[] summed = new double[rows * features];
    for (int column = 0; column < width; column++) {
      int feature = encoder.featureOf(column);
      for (int row = 0; row < rows; row++) {
        summed[row * features + feature] += values[row * width + column];
      }
    }
    return new Attribution(
        method + ", matrix columns summed per raw feature",
        background,
        rows,
        features,
        summed,
        outputs,
        expected,
        additivityError,
        modelCalls);
  }
}
