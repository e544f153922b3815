package dev.gambeson.core.model;

import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import java.util.List;
import java.util.function.Function;

/// A model given as a Java function.
///
/// @param features the raw inputs it takes
/// @param classes class labels
/// @param function rows to scores, row-major, as [ScoredClassifier#scores]; must be thread-safe
public record FunctionClassifier(
    FeatureSpace features, List<String> classes, Function<Rows, float[]> function)
    implements ScoredClassifier {
  public FunctionClassifier {
    classes = List.copyOf(classes);
  }

  @Override
  public float[] scores(Rows rows) {
    return function.apply(rows);
  }
}
