package dev.gambeson.data.screen.label;

import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Rows that share a source, a span of time or a value: where directed label errors gather.
///
/// @param column the column that defines it
/// @param name for example `source = north` or `age from 31 to 37`
/// @param rows indices into the labelled rows
@SuppressWarnings("ArrayRecordComponent") // internal
record Slice(String column, String name, int[] rows) {
  private static final int PARTS = 10;
  private static final int MOST_LEVELS = 200;

  /// The slices of at least `fewest` rows of a column: each value of text, and ten parts of equal
  /// size of numbers (or their values, when there are at most ten).
  ///
  /// @param among rows of the table to look at
  static List<Slice> of(Dataset data, String column, int[] among, int fewest) {
    return switch (data.column(column)) {
      case TextColumn c -> byLevel(c, among, fewest);
      case NumericColumn c -> byPart(c, among, fewest);
    };
  }

  private static List<Slice> byLevel(Column column, int[] among, int fewest) {
    Map<String, List<Integer>> rows = new TreeMap<>();
    for (int i = 0; i < among.length; i++) {
      rows.computeIfAbsent(column.text(among[i]), _ -> new ArrayList<>()).add(i);
    }
    return rows.size() > MOST_LEVELS
        ? List.of()
        : rows.entrySet().stream()
            .filter(e -> e.getValue().size() >= fewest && e.getValue().size() < among.length)
            .map(e ->
                new Slice(
                    column.name(),
                    column.name() + " = " + (e.getKey().isEmpty() ? "(missing)" : e.getKey()),
                    e.getValue().stream().mapToInt(Integer::intValue).toArray()))
            .toList();
  }

  private static List<Slice> byPart(NumericColumn column, int[] among, int fewest) {
    if (Arrays.stream(among).mapToDouble(i -> column.values()[i]).distinct().limit(11).count()
        <= 10) {
      return byLevel(column, among, fewest);
    }
    int[] sorted =
        IntStream.range(0, among.length)
            .filter(i -> !column.isMissing(among[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> column.values()[among[i]]))
            .mapToInt(Integer::intValue)
            .toArray();
    List<Slice> parts = new ArrayList<>();
    for (int p = 0; p < PARTS; p++) {
      int[] part =
          Arrays.copyOfRange(sorted, sorted.length * p / PARTS, sorted.length * (p + 1) / PARTS);
      if (part.length >= fewest) {
        String from = column.text(among[part[0]]);
        String to = column.text(among[part[part.length - 1]]);
        parts.add(
            new Slice(column.name(), "%s from %s to %s".formatted(column.name(), from, to), part));
      }
    }
    return parts;
  }
}
