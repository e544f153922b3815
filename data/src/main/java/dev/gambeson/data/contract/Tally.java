package dev.gambeson.data.contract;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// Counts breaches of one rule and keeps those with the smallest row numbers. What it holds depends
/// on the set of breaches alone.
final class Tally {
  /// Most examples kept.
  static final int SHOWN = 5;

  private long count;
  private final List<Example> first = new ArrayList<>(0); // by row number

  /// A row that breaks a rule.
  ///
  /// @param row its number, from 1
  /// @param shown what stands there, masked; may be empty
  record Example(long row, String shown) {
    @Override
    public String toString() {
      return shown.isEmpty() ? "row " + row : "row %d: %s".formatted(row, shown);
    }
  }

  /// Counts a breach; true when it should be shown too, with [#keep].
  boolean hit(long row) {
    count++;
    return first.size() < SHOWN || row < first.getLast().row();
  }

  void keep(Example example) {
    first.add(example);
    first.sort(Comparator.comparingLong(Example::row));
    if (first.size() > SHOWN) {
      first.removeLast();
    }
  }

  /// Counts a breach that has nothing to show but its row.
  void row(long row) {
    if (hit(row)) {
      keep(new Example(row, ""));
    }
  }

  void merge(Tally other) {
    count += other.count;
    other.first.forEach(this::keep);
  }

  long count() {
    return count;
  }

  List<Example> first() {
    return List.copyOf(first);
  }

  /// The examples for a message.
  String examples() {
    return first.stream().map(Example::toString).collect(Collectors.joining(", "));
  }
}
