package dev.gambeson.redteam.poisoning;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Parts of a table that share a value of one feature: where a trigger or a targeted flip would
/// gather.
final class Slices {
  private static final int BINS = 10;

  private Slices() {}

  /// A named set of rows.
  ///
  /// @param feature column name
  /// @param name for example `merchant_category = gift_cards`
  /// @param rows ascending row indices
  @SuppressWarnings("ArrayRecordComponent") // a bulk buffer
  record Slice(String feature, String name, int[] rows) {}

  /// Every slice of at least `min` of the given rows: each level of a category, each value of a
  /// number that occurs that often, and ten parts of equal size of each number.
  static List<Slice> of(FeatureSpace space, Rows rows, int[] among, int min) {
    List<Slice> slices = new ArrayList<>();
    for (int f = 0; f < space.width(); f++) {
      slices.addAll(byValue(space, rows, among, f, min));
      if (space.features().get(f) instanceof Feature.Numeric n) {
        slices.addAll(byPart(n.name(), rows, among, f, min));
      }
    }
    return slices;
  }

  private static List<Slice> byValue(FeatureSpace space, Rows rows, int[] among, int f, int min) {
    Map<Double, List<Integer>> byValue = new TreeMap<>();
    for (int row : among) {
      byValue.computeIfAbsent(rows.at(row, f), _ -> new ArrayList<>()).add(row);
    }
    String name = space.features().get(f).name();
    return byValue.entrySet().stream()
        .filter(e -> e.getValue().size() >= min && e.getValue().size() < among.length)
        .map(e -> slice(name, name + " = " + value(space, f, e.getKey()), e.getValue()))
        .toList();
  }

  private static String value(FeatureSpace space, int f, double value) {
    String text = space.text(f, value);
    return text.isEmpty() ? "(missing)" : text;
  }

  private static List<Slice> byPart(String name, Rows rows, int[] among, int f, int min) {
    int[] sorted =
        Arrays.stream(among)
            .filter(r -> !Double.isNaN(rows.at(r, f)))
            .boxed()
            .sorted((a, b) -> Double.compare(rows.at(a, f), rows.at(b, f)))
            .mapToInt(Integer::intValue)
            .toArray();
    List<Slice> parts = new ArrayList<>();
    for (int b = 0; b < BINS; b++) {
      int[] part =
          Arrays.copyOfRange(sorted, sorted.length * b / BINS, sorted.length * (b + 1) / BINS);
      if (part.length >= min) {
        String from = NumericColumn.format(rows.at(part[0], f));
        String to = NumericColumn.format(rows.at(part[part.length - 1], f));
        Arrays.sort(part);
        parts.add(new Slice(name, "%s from %s to %s".formatted(name, from, to), part));
      }
    }
    return parts;
  }

  private static Slice slice(String feature, String name, List<Integer> rows) {
    return new Slice(feature, name, rows.stream().mapToInt(Integer::intValue).toArray());
  }
}
