package dev.gambeson.data.duplicates;

import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/// Rows made coarse, so that near-copies become equal: numbers that are not whole to a hundredth of
/// their standard deviation, texts without case, accents' encoding and extra white space.
final class RoundedRows {
  private static final double GRAIN = 0.01;

  private final Map<String, Double> steps = new HashMap<>();

  /// Learns the steps of rounding from a table.
  RoundedRows(Dataset data, List<String> columns) {
    for (String name : columns) {
      if (data.column(name) instanceof NumericColumn c && !c.isIntegral()) {
        step(c).ifPresent(s -> steps.put(name, s));
      }
    }
  }

  private static OptionalDouble step(NumericColumn column) {
    double[] present = Arrays.stream(column.values()).filter(v -> !Double.isNaN(v)).toArray();
    double mean = Arrays.stream(present).average().orElse(0);
    double variance = Arrays.stream(present).map(v -> (v - mean) * (v - mean)).average().orElse(0);
    double step = GRAIN * Math.sqrt(variance);
    return step > 0 && Double.isFinite(step) ? OptionalDouble.of(step) : OptionalDouble.empty();
  }

  /// The columns of a table, made coarse.
  Dataset of(Dataset data, List<String> columns) {
    List<Column> coarse = new ArrayList<>();
    for (String name : columns) {
      coarse.add(
          switch (data.column(name)) {
            case NumericColumn c -> number(c);
            case TextColumn c -> text(c);
          });
    }
    return new Dataset(data.name(), coarse);
  }

  private Column number(NumericColumn column) {
    double step = steps.getOrDefault(column.name(), 0.0);
    return step == 0
        ? column
        : new NumericColumn(
            column.name(), Arrays.stream(column.values()).map(v -> Math.rint(v / step)).toArray());
  }

  private static Column text(TextColumn column) {
    List<String> folded = column.levels().stream().map(RoundedRows::fold).toList();
    Map<String, Integer> codes = new HashMap<>();
    List<String> levels = new ArrayList<>();
    for (String level : folded) {
      if (codes.putIfAbsent(level, levels.size()) == null) {
        levels.add(level);
      }
    }
    int[] coded =
        Arrays.stream(column.codes())
            .map(c -> c < 0 ? -1 : codes.getOrDefault(folded.get(c), -1))
            .toArray();
    return new TextColumn(column.name(), levels, coded);
  }

  static String fold(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .strip()
        .replaceAll("\\s+", " ");
  }
}
