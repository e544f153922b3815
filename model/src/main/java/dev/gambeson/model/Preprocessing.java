package dev.gambeson.model;

import dev.gambeson.core.GambesonException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/// The steps between raw columns and the one float matrix that a model takes, in order: the columns
/// of the matrix are the steps' outputs side by side. The format is described in
/// `docs/preprocessing.md`; its JSON Schema is the resource `preprocessing.schema.json`.
///
/// @param steps one per raw column, in the order of the matrix
/// @param label the label column, if the file names it
/// @param favourable the favourable label value as text, if the file names it
/// @param protectedColumns protected columns the file names
public record Preprocessing(
    List<Step> steps,
    Optional<String> label,
    Optional<String> favourable,
    List<String> protectedColumns) {
  public Preprocessing {
    steps = List.copyOf(steps);
    protectedColumns = List.copyOf(protectedColumns);
  }

  /// What becomes of one raw column.
  public sealed interface Step {
    /// Name of the raw column.
    String column();

    /// Number of matrix columns it gives.
    default int width() {
      return 1;
    }

    /// Names of these matrix columns: the raw name, or `name=level`.
    default List<String> names() {
      return List.of(column());
    }
  }

  /// A step over numbers.
  public sealed interface NumberStep extends Step {
    /// Raw value that stands in for an empty cell; without one the model gets NaN.
    OptionalDouble missing();

    /// The value the model gets. Computed in double and rounded once, as NumPy does.
    float apply(double raw);
  }

  /// A step over levels.
  public sealed interface LevelStep extends Step {
    /// The levels it knows, as text.
    List<String> categories();
  }

  /// `(value - mean) / std`.
  public record Standard(String column, double mean, double std, OptionalDouble missing)
      implements NumberStep {
    @Override
    public float apply(double raw) {
      return (float) ((raw - mean) / std);
    }
  }

  /// `(value - min) / (max - min)`; not cut off outside the range.
  public record MinMax(String column, double min, double max, OptionalDouble missing)
      implements NumberStep {
    @Override
    public float apply(double raw) {
      return (float) ((raw - min) / (max - min));
    }
  }

  /// The number as it is.
  public record Numeric(String column, OptionalDouble missing) implements NumberStep {
    @Override
    public float apply(double raw) {
      return (float) raw;
    }
  }

  /// One matrix column per category: 1 where the cell's text equals it, else 0. An empty cell
  /// equals the category `nan` where there is one (as pandas writes it); an unknown level equals
  /// none.
  public record OneHot(String column, List<String> categories) implements LevelStep {
    public OneHot {
      categories = List.copyOf(categories);
    }

    @Override
    public int width() {
      return categories.size();
    }

    @Override
    public List<String> names() {
      return categories.stream().map(c -> column + "=" + c).toList();
    }
  }

  /// The position of the cell's text among the categories, from 0.
  ///
  /// @param missing what the model gets for an empty cell or an unknown level; NaN without it
  public record Ordinal(String column, List<String> categories, OptionalDouble missing)
      implements LevelStep {
    public Ordinal {
      categories = List.copyOf(categories);
    }
  }

  /// Reads a JSON file.
  ///
  /// @throws GambesonException naming the step and the key that is wrong
  public static Preprocessing read(Path file) {
    return PreprocessingReader.read(file);
  }

  /// Reads a parsed JSON or YAML block.
  ///
  /// @param name what messages call it
  public static Preprocessing of(String name, JsonNode json) {
    return new PreprocessingReader(name).read(json);
  }

  /// The steps as a JSON file that [#read] understands.
  public String toJson() {
    return PreprocessingWriter.json(this);
  }

  /// Number of matrix columns.
  public int width() {
    return steps.stream().mapToInt(Step::width).sum();
  }

  /// Names of the raw columns, in order.
  public List<String> columns() {
    return steps.stream().map(Step::column).toList();
  }

  /// Names of the matrix columns, in order.
  public List<String> names() {
    return steps.stream().flatMap(s -> s.names().stream()).toList();
  }

  /// Raw columns whose cells must be read as text, even where they look like numbers.
  public List<String> textColumns() {
    return List.copyOf(knownLevels().keySet());
  }

  /// The levels of each text column. The category `nan` is left out: it stands for an empty cell.
  public Map<String, List<String>> knownLevels() {
    Map<String, List<String>> levels = new LinkedHashMap<>();
    for (Step step : steps) {
      if (step instanceof LevelStep s) {
        levels.put(
            s.column(),
            s.categories().stream().filter(c -> !c.equals(RowEncoder.MISSING_CATEGORY)).toList());
      }
    }
    return Collections.unmodifiableMap(levels);
  }
}
