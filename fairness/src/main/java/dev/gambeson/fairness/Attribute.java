package dev.gambeson.fairness;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/// A division of the rows into groups, for example by sex.
///
/// @param name what people call it
/// @param groups names of the groups, at least one, distinct
/// @param codes index into `groups` per row; -1 leaves the row out (the value is missing). Not
///   copied: treat as immutable.
@SuppressWarnings("ArrayRecordComponent") // a bulk column, passed along without copies
public record Attribute(String name, List<String> groups, int[] codes) {
  public Attribute {
    requireNonNull(name, "name");
    groups = List.copyOf(groups);
    for (int code : codes) {
      if (code < -1 || code >= groups.size()) {
        throw new IllegalArgumentException(
            "%s: code %d, but there are %d groups".formatted(name, code, groups.size()));
      }
    }
  }

  /// One group per distinct value, numbers in ascending and texts in alphabetical order.
  public static Attribute of(Column column) {
    return switch (column) {
      case TextColumn c -> ofText(c);
      case NumericColumn c -> ofNumbers(c);
    };
  }

  private static Attribute ofText(TextColumn column) {
    TreeMap<String, Integer> order = new TreeMap<>();
    for (int code : column.codes()) {
      if (code >= 0) {
        order.put(column.levels().get(code), 0);
      }
    }
    int next = 0;
    for (var entry : order.entrySet()) {
      entry.setValue(next++);
    }
    int[] codes =
        Arrays.stream(column.codes())
            .map(c -> c < 0 ? -1 : order.getOrDefault(column.levels().get(c), -1))
            .toArray();
    return new Attribute(column.name(), List.copyOf(order.keySet()), codes);
  }

  private static Attribute ofNumbers(NumericColumn column) {
    double[] distinct =
        Arrays.stream(column.values()).filter(v -> !Double.isNaN(v)).sorted().distinct().toArray();
    int[] codes =
        Arrays.stream(column.values())
            .mapToInt(v -> Double.isNaN(v) ? -1 : Arrays.binarySearch(distinct, v))
            .toArray();
    return new Attribute(
        column.name(), Arrays.stream(distinct).mapToObj(NumericColumn::format).toList(), codes);
  }

  /// Groups of a number, cut so that a value equal to a cut belongs below it: cuts 25 and 60 give
  /// `age <= 25`, `25 < age <= 60` and `age > 60`.
  ///
  /// @param cuts strictly ascending, at least one
  public static Attribute binned(NumericColumn column, double... cuts) {
    for (int c = 1; c < cuts.length; c++) {
      if (!(cuts[c - 1] < cuts[c])) {
        throw new IllegalArgumentException("cuts must ascend: " + Arrays.toString(cuts));
      }
    }
    int[] codes =
        Arrays.stream(column.values()).mapToInt(v -> Double.isNaN(v) ? -1 : bin(v, cuts)).toArray();
    return new Attribute(column.name(), binNames(column.name(), cuts), codes);
  }

  private static int bin(double value, double[] cuts) {
    int bin = 0;
    while (bin < cuts.length && value > cuts[bin]) {
      bin++;
    }
    return bin;
  }

  private static List<String> binNames(String name, double[] cuts) {
    List<String> names = new ArrayList<>();
    names.add(name + " <= " + NumericColumn.format(cuts[0]));
    for (int c = 1; c < cuts.length; c++) {
      names.add(
          "%s < %s <= %s"
              .formatted(NumericColumn.format(cuts[c - 1]), name, NumericColumn.format(cuts[c])));
    }
    names.add(name + " > " + NumericColumn.format(cuts[cuts.length - 1]));
    return names;
  }
}
