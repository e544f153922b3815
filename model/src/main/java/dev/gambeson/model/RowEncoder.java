package dev.gambeson.model;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
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
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/// Turns rows of a [FeatureSpace] into the float matrix that a model takes, exactly as the trainer
/// did. Immutable and thread-safe.
public final class RowEncoder implements MatrixEncoder {
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
  private sealed interface Part {
    int offset();
  }

  private record NumberPart(int feature, int offset, NumberStep step) implements Part {}

  /// @param positions position of each level among the step's categories, -1 for none
  /// @param ofMissing position of the category that stands for an empty cell, -1 without one
  @SuppressWarnings("ArrayRecordComponent") // private lookup table
  private record LevelPart(int feature, int offset, LevelStep step, int[] positions, int ofMissing)
      implements Part {
    int position(double value) {
      return value >= 0 ? positions[(int) value] : ofMissing;
    }
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
      case LevelStep s -> levelPart(feature, index, offset, s);
    };
  }

  private static Part levelPart(Feature feature, int index, int offset, LevelStep step) {
    if (!(feature instanceof Feature.Categorical f)) {
      throw GambesonException.badInput(
          "The model needs text in column '%s', but it was read as numbers. Read it as text."
              .formatted(step.column()));
    }
    Map<String, Integer> known = new HashMap<>();
    step.categories().forEach(c -> known.put(c, known.size()));
    if (step instanceof Ordinal && !f.levels().equals(step.categories())) {
      throw new IllegalArgumentException(
          "column " + step.column() + " must have the levels of its ordinal step, in their order");
    }
    int[] positions = f.levels().stream().mapToInt(l -> known.getOrDefault(l, -1)).toArray();
    return new LevelPart(index, offset, step, positions, known.getOrDefault(MISSING_CATEGORY, -1));
  }

  /// The rows it takes.
  public FeatureSpace features() {
    return features;
  }

  @Override
  public int width() {
    return names.size();
  }

  /// Names of the matrix columns: the raw name, or `name=level`.
  public List<String> names() {
    return names;
  }

  /// The matrix, row-major, `rows.count() * width()`.
  @Override
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
    for (int row = from, at = part.offset(); row < to; row++, at += width()) {
      int position = part.position(rows.at(row, part.feature()));
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

  /// What a matrix column means. A category that is no level of the feature has the level index
  /// `levels.size()`, which no row holds; the one for empty cells has -1.
  @Override
  public ColumnMeaning column(int column) {
    Part part = parts.get(partOf(column));
    return switch (part) {
      case NumberPart p -> meaning(p);
      case LevelPart p ->
          p.step() instanceof OneHot
              ? new ColumnMeaning.Indicator(p.feature(), level(p, column - p.offset()))
              : new ColumnMeaning.Raw(p.feature());
    };
  }

  private int partOf(int column) {
    Objects.checkIndex(column, width());
    int part = parts.size() - 1;
    while (parts.get(part).offset() > column) {
      part--;
    }
    return part;
  }

  private static ColumnMeaning meaning(NumberPart part) {
    return switch (part.step()) {
      case Preprocessing.Standard s -> new ColumnMeaning.Scaled(part.feature(), s.mean(), s.std());
      case Preprocessing.MinMax s ->
          new ColumnMeaning.Scaled(part.feature(), s.min(), s.max() - s.min());
      case Preprocessing.Numeric _ -> new ColumnMeaning.Raw(part.feature());
    };
  }

  private static int level(LevelPart part, int position) {
    for (int level = 0; level < part.positions().length; level++) {
      if (part.positions()[level] == position) {
        return level;
      }
    }
    return position == part.ofMissing() ? -1 : part.positions().length;
  }
}
