package dev.gambeson.model;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Rows;
import dev.gambeson.model.Preprocessing.LevelStep;
import dev.gambeson.model.Preprocessing.NumberStep;
import dev.gambeson.model.Preprocessing.OneHot;
import dev.gambeson.model.Preprocessing.Ordinal;
import dev.gambeson.model.Preprocessing.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// Turns rows of a [FeatureSpace] into the float matrix that a model takes, exactly as the trainer
/// did. Immutable and thread-safe.
public final class RowEncoder {
  /// The category that pandas makes of an empty cell.
  static final String MISSING_CATEGORY = "nan";

  private final FeatureSpace features;
  private final List<Part> parts;
  private final List<String> names;

  private RowEncoder(FeatureSpace features, List<Part> parts, List<String> names) {
    this.features = features;
    this.parts = parts;
    this.names = names;
  }

  /// One step bound to its feature.
  private sealed interface Part {}

  private record NumberPart(int feature, int offset, NumberStep step) implements Part {}

  private record LevelPart(int feature, int offset, LevelStep step, Levels levels)
      implements Part {}

  /// From a feature's value to the position of its category.
  private interface Levels {
    /// Position of the category; -1 when the value is none of them.
    int position(double value);
  }

  /// An encoder by the given steps; without them, every feature must be a number and is taken as it
  /// is, in order.
  ///
  /// @throws GambesonException when a step's column is absent or of the wrong kind
  public static RowEncoder of(FeatureSpace features, Optional<Preprocessing> preprocessing) {
    List<Step> steps = preprocessing.map(Preprocessing::steps).orElseGet(() -> asTheyAre(features));
    Map<String, Integer> index = new HashMap<>();
    features.names().forEach(n -> index.put(n, index.size()));
    List<Part> parts = new ArrayList<>();
    int offset = 0;
    for (Step step : steps) {
      Integer feature = index.get(step.column());
      if (feature == null) {
        throw noColumn(step.column(), features);
      }
      parts.add(part(features.features().get(feature), feature, offset, step));
      offset += step.width();
    }
    return new RowEncoder(
        features, List.copyOf(parts), steps.stream().flatMap(s -> s.names().stream()).toList());
  }

  private static List<Step> asTheyAre(FeatureSpace features) {
    List<Step> steps = new ArrayList<>();
    for (Feature feature : features.features()) {
      switch (feature) {
        case Feature.Numeric f ->
            steps.add(new Preprocessing.Numeric(f.name(), OptionalDouble.empty()));
        case Feature.Categorical f ->
            throw GambesonException.usage(
                ("The model takes a matrix of numbers, but column '%s' holds text. Say how columns"
                        + " become numbers with --preprocessing (docs/preprocessing.md).")
                    .formatted(f.name()));
      }
    }
    return steps;
  }

  private static GambesonException noColumn(String column, FeatureSpace features) {
    String hint =
        Text.didYouMean(column, features.names()).map(k -> " Did you mean '" + k + "'?").orElse("");
    return GambesonException.badInput(
        "The model needs column '%s', which the data does not have.%s".formatted(column, hint));
  }

  private static Part part(Feature feature, int index, int offset, Step step) {
    return switch (step) {
      case NumberStep s -> {
        if (feature instanceof Feature.Categorical) {
          throw GambesonException.badInput(
              "The model needs numbers in column '%s', but the data holds text there."
                  .formatted(s.column()));
        }
        yield new NumberPart(index, offset, s);
      }
      case LevelStep s -> new LevelPart(index, offset, s, levels(feature, s));
    };
  }

  private static Levels levels(Feature feature, LevelStep step) {
    Map<String, Integer> positions = new HashMap<>();
    step.categories().forEach(c -> positions.put(c, positions.size()));
    int ofMissing = positions.getOrDefault(MISSING_CATEGORY, -1);
    return switch (feature) {
      case Feature.Numeric _ ->
          value ->
              Double.isNaN(value)
                  ? ofMissing
                  : positions.getOrDefault(NumericColumn.format(value), -1);
      case Feature.Categorical f -> {
        int[] table = f.levels().stream().mapToInt(l -> positions.getOrDefault(l, -1)).toArray();
        yield value -> value >= 0 ? table[(int) value] : ofMissing;
      }
    };
  }

  /// The rows it takes.
  public FeatureSpace features() {
    return features;
  }

  /// Number of matrix columns.
  public int width() {
    return names.size();
  }

  /// Names of the matrix columns: the raw name, or `name=level`.
  public List<String> names() {
    return names;
  }

  /// The matrix, row-major, `rows.count() * width()`.
  public float[] encode(Rows rows) {
    return encode(rows, 0, rows.count());
  }

  /// The matrix of rows `from` (inclusive) to `to` (exclusive).
  public float[] encode(Rows rows, int from, int to) {
    if (rows.width() != features.width()) {
      throw new IllegalArgumentException(
          "rows of width %d for %d features".formatted(rows.width(), features.width()));
    }
    float[] out = new float[Math.multiplyExact(to - from, width())];
    for (Part part : parts) {
      switch (part) {
        case NumberPart p -> numbers(p, rows, from, to, out);
        case LevelPart p -> levels(p, rows, from, to, out);
      }
    }
    return out;
  }

  private void numbers(NumberPart part, Rows rows, int from, int to, float[] out) {
    NumberStep step = part.step();
    double missing = step.missing().orElse(Double.NaN);
    for (int row = from, at = part.offset(); row < to; row++, at += width()) {
      double raw = rows.at(row, part.feature());
      out[at] = step.apply(Double.isNaN(raw) ? missing : raw);
    }
  }

  private void levels(LevelPart part, Rows rows, int from, int to, float[] out) {
    Levels levels = part.levels();
    for (int row = from, at = part.offset(); row < to; row++, at += width()) {
      int position = levels.position(rows.at(row, part.feature()));
      switch (part.step()) {
        case OneHot _ -> {
          if (position >= 0) {
            out[at + position] = 1;
          }
        }
        case Ordinal s ->
            out[at] = position >= 0 ? position : (float) s.missing().orElse(Double.NaN);
      }
    }
  }
}
