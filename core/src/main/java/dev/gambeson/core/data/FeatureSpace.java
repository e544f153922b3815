package dev.gambeson.core.data;

import dev.gambeson.core.GambesonException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The raw inputs of a model, in order: the space in which attacks move and explanations speak.
///
/// @param features one per raw column
public record FeatureSpace(List<Feature> features) {
  public FeatureSpace {
    features = List.copyOf(features);
  }

  /// Number of features.
  public int width() {
    return features.size();
  }

  /// Feature names in order.
  public List<String> names() {
    return features.stream().map(Feature::name).toList();
  }

  /// Turns a table into rows of this space: numbers as they are (missing: NaN), categories as level
  /// indices (missing or unknown level: -1). Extra columns are ignored.
  ///
  /// @throws GambesonException when a column is absent or holds text where numbers are needed
  public Rows encode(Dataset data) {
    double[] values = new double[Math.multiplyExact(data.size(), width())];
    for (int f = 0; f < width(); f++) {
      switch (features.get(f)) {
        case Feature.Numeric feature -> encodeNumbers(data, feature, f, values);
        case Feature.Categorical feature ->
            encodeLevels(data.column(feature.name()), feature, f, values);
      }
    }
    return new Rows(data.size(), width(), values);
  }

  private void encodeNumbers(Dataset data, Feature.Numeric feature, int f, double[] out) {
    switch (data.column(feature.name())) {
      case NumericColumn c -> {
        for (int row = 0; row < c.size(); row++) {
          out[row * width() + f] = c.values()[row];
        }
      }
      case TextColumn c -> {
        int row = 0;
        while (c.isMissing(row)) {
          row++;
        }
        throw GambesonException.badInput(
            "%s: column '%s' must be numeric for this model, but row %d holds '%s'."
                .formatted(data.name(), c.name(), row + 1, c.text(row)));
      }
    }
  }

  private void encodeLevels(Column column, Feature.Categorical feature, int f, double[] out) {
    Map<String, Integer> index = new HashMap<>();
    for (int level = 0; level < feature.levels().size(); level++) {
      index.put(feature.levels().get(level), level);
    }
    for (int row = 0; row < column.size(); row++) {
      out[row * width() + f] = index.getOrDefault(column.text(row), -1);
    }
  }

  /// One value as a person would write it.
  public String text(int feature, double value) {
    return switch (features.get(feature)) {
      case Feature.Numeric _ -> NumericColumn.format(value);
      case Feature.Categorical c -> value < 0 ? "" : c.levels().get((int) value);
    };
  }
}
