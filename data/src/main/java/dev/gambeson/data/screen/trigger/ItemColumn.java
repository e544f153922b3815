package dev.gambeson.data.screen.trigger;

import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The values of one column that enough rows carry, each of which may be (part of) a trigger.
///
/// @param column name of the column
/// @param items how each is written in a report, for example `= 7777` or `from 3.1 to 3.2`
/// @param codes index into `items` per row; -1 for a value that few rows carry
/// @param bounds of items that are ranges of a number, the inner bounds, ascending; empty for exact
///   values
@SuppressWarnings("ArrayRecordComponent") // one value a row, passed along without copies
record ItemColumn(String column, List<String> items, int[] codes, double[] bounds) {
  private static final String MISSING = "is missing";

  ItemColumn {
    items = List.copyOf(items);
  }

  /// Whether items are ranges of a number instead of exact values.
  boolean window() {
    return bounds.length > 0;
  }

  /// Whether a cell of the same column in another table holds this item.
  boolean holds(int item, Column other, int row) {
    if (other.isMissing(row)) {
      return items.get(item).equals(MISSING);
    }
    if (!window()) {
      return items.get(item).equals("= " + other.text(row));
    }
    return other instanceof NumericColumn n && upTo(bounds, n.values()[row]) == item;
  }

  /// Exact values (and "missing") that at least `fewest` rows carry; empty when there is none.
  static Optional<ItemColumn> values(Column column, int fewest) {
    int[] distinct =
        switch (column) {
          case TextColumn c -> Arrays.stream(c.codes()).map(code -> code + 1).toArray();
          case NumericColumn c -> ranks(c.values());
        };
    int[] counts = new int[Arrays.stream(distinct).max().orElse(-1) + 1];
    int[] first = new int[counts.length];
    for (int row = distinct.length - 1; row >= 0; row--) {
      counts[distinct[row]]++;
      first[distinct[row]] = row;
    }
    int[] itemOf = new int[counts.length];
    Arrays.fill(itemOf, -1);
    List<String> items = new ArrayList<>();
    for (int value = 0; value < counts.length; value++) {
      if (counts[value] >= fewest) {
        itemOf[value] = items.size();
        items.add(column.isMissing(first[value]) ? MISSING : "= " + column.text(first[value]));
      }
    }
    int[] codes = Arrays.stream(distinct).map(value -> itemOf[value]).toArray();
    return items.isEmpty()
        ? Optional.empty()
        : Optional.of(new ItemColumn(column.name(), items, codes, new double[0]));
  }

  /// 0 for missing, then the rank of the value among the distinct ones.
  private static int[] ranks(double[] values) {
    double[] distinct =
        Arrays.stream(values)
            .filter(v -> !Double.isNaN(v))
            .map(v -> v + 0.0)
            .sorted()
            .distinct()
            .toArray();
    return Arrays.stream(values)
        .mapToInt(v -> Double.isNaN(v) ? 0 : 1 + Arrays.binarySearch(distinct, v + 0.0))
        .toArray();
  }

  /// Narrow ranges of a number, each carried by about `rows` rows; empty for a number of few
  /// values, whose [#values] say more.
  static Optional<ItemColumn> windows(NumericColumn column, int rows) {
    double[] sorted =
        Arrays.stream(column.values()).filter(v -> !Double.isNaN(v)).sorted().toArray();
    int pieces = sorted.length / rows;
    double[] cuts =
        IntStream.range(1, pieces)
            .mapToDouble(i -> sorted[(int) ((long) i * sorted.length / pieces)])
            .distinct()
            .toArray();
    long distinct = Arrays.stream(sorted).distinct().count();
    if (cuts.length < 3 || distinct < 2L * pieces) {
      return Optional.empty();
    }
    int[] codes =
        Arrays.stream(column.values())
            .mapToInt(v -> Double.isNaN(v) ? -1 : upTo(cuts, v))
            .toArray();
    return Optional.of(new ItemColumn(column.name(), names(sorted, cuts), codes, cuts));
  }

  private static List<String> names(double[] sorted, double[] cuts) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i <= cuts.length; i++) {
      double from = i == 0 ? sorted[0] : cuts[i - 1];
      double to = i == cuts.length ? sorted[sorted.length - 1] : cuts[i];
      names.add("from " + NumericColumn.format(from) + " to " + NumericColumn.format(to));
    }
    return names;
  }

  /// Number of cuts at or below the value.
  private static int upTo(double[] cuts, double value) {
    int at = Arrays.binarySearch(cuts, value);
    return at >= 0 ? at + 1 : -at - 1;
  }
}
