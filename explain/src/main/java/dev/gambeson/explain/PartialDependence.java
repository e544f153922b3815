package dev.gambeson.explain;

import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;

/// How a score changes when one raw feature is set to each value of a grid, all else as it is: per
/// row (individual conditional expectation, Goldstein et al. 2015) and on average (partial
/// dependence, Friedman 2001). Sets values that rows with these other values may never have.
///
/// @param grid the values tried
/// @param mean mean score over all rows, per grid value
/// @param perRow score per row and grid value, row-major
@SuppressWarnings("ArrayRecordComponent") // bulk buffers, passed along without copies
public record PartialDependence(double[] grid, double[] mean, double[] perRow) {

  /// Asks the model about `grid.length * rows.count()` rows.
  ///
  /// @param classIndex whose score
  /// @param feature the raw feature
  public static PartialDependence of(
      ScoredClassifier model, int classIndex, Rows rows, int feature, double[] grid) {
    int k = model.classes().size();
    double[] mean = new double[grid.length];
    double[] perRow = new double[rows.count() * grid.length];
    for (int g = 0; g < grid.length; g++) {
      double[] values = rows.values().clone();
      for (int row = 0; row < rows.count(); row++) {
        values[row * rows.width() + feature] = grid[g];
      }
      float[] scores = model.scores(new Rows(rows.count(), rows.width(), values));
      for (int row = 0; row < rows.count(); row++) {
        double score = scores[row * k + classIndex];
        perRow[row * grid.length + g] = score;
        mean[g] += score / rows.count();
      }
    }
    return new PartialDependence(grid.clone(), mean, perRow);
  }
}
