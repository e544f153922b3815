package dev.gambeson.data;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Learns from a table what values each input of a model can take.
public final class FeatureSpaces {
  private FeatureSpaces() {}

  /// Learns the space of the given columns.
  ///
  /// A column with known levels is categorical over them, whatever it holds; so is a text column,
  /// over the levels observed, sorted by code point unit. Every other column is numeric: whole
  /// numbers only if every observed value is whole, the observed range, and the sample standard
  /// deviation as scale (1 where that is 0 or undefined). A numeric column without any value gets
  /// the range 0 to 0.
  ///
  /// @param reference rows to learn from, best the training rows
  /// @param columns the model's inputs, in its order
  /// @param immutable inputs that nobody can change at decision time
  /// @param knownLevels levels in the order of the model's encoder
  /// @throws GambesonException when a column is absent, or `immutable` or `knownLevels` name a
  ///   column that is no input
  public static FeatureSpace learn(
      Dataset reference,
      List<String> columns,
      Set<String> immutable,
      Map<String, List<String>> knownLevels) {
    requireInputs(columns, immutable, "immutable");
    requireInputs(columns, knownLevels.keySet(), "a column with known levels");
    return new FeatureSpace(
        columns.stream()
            .map(name ->
                feature(reference.column(name), immutable.contains(name), knownLevels.get(name)))
            .toList());
  }

  private static void requireInputs(List<String> columns, Set<String> named, String role) {
    Set<String> inputs = new HashSet<>(columns);
    named.stream()
        .filter(n -> !inputs.contains(n))
        .sorted()
        .findFirst()
        .ifPresent(n -> {
          throw GambesonException.usage(
              "'%s' is named as %s, but it is no input of the model. Inputs: %s."
                  .formatted(n, role, String.join(", ", columns)));
        });
  }

  private static Feature feature(Column column, boolean immutable, @Nullable List<String> known) {
    if (known != null) {
      return new Feature.Categorical(column.name(), known, immutable);
    }
    return switch (column) {
      case TextColumn c -> new Feature.Categorical(c.name(), observed(c), immutable);
      case NumericColumn c -> numeric(c, immutable);
    };
  }

  private static List<String> observed(TextColumn column) {
    boolean[] used = new boolean[column.levels().size()]; // a selection keeps unused levels
    for (int code : column.codes()) {
      if (code >= 0) {
        used[code] = true;
      }
    }
    return IntStream.range(0, used.length)
        .filter(i -> used[i])
        .mapToObj(column.levels()::get)
        .sorted()
        .toList();
  }

  private static Feature numeric(NumericColumn column, boolean immutable) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double mean = 0; // Welford 1962: no cancellation far from zero
    double squares = 0;
    long n = 0;
    for (double v : column.values()) {
      if (!Double.isNaN(v)) {
        n++;
        double before = v - mean;
        mean += before / n;
        squares += before * (v - mean);
        min = Math.min(min, v);
        max = Math.max(max, v);
      }
    }
    double deviation = n > 1 ? Math.sqrt(squares / (n - 1)) : 0;
    boolean usable = deviation > 0 && Double.isFinite(deviation) && max > min;
    return new Feature.Numeric(
        column.name(),
        n > 0 && column.isIntegral(),
        n > 0 ? min : 0,
        n > 0 ? max : 0,
        usable ? deviation : 1,
        immutable);
  }
}
