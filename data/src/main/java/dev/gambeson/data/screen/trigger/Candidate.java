package dev.gambeson.data.screen.trigger;

import dev.gambeson.core.stats.Intervals;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A value, or values together, and the label it might call up.
///
/// @param parts the columns
/// @param codes the item of each
/// @param target class index of the label
/// @param n rows that carry it
/// @param hits those of them with the label
/// @param expected hits that the other columns let expect
/// @param z how far the share of the label exceeds what is expected, in standard deviations of
///   sampling and of what values like it do by themselves
record Candidate(
    List<ItemColumn> parts,
    List<Integer> codes,
    int target,
    int n,
    int hits,
    double expected,
    double z) {
  Candidate {
    parts = List.copyOf(parts);
    codes = List.copyOf(codes);
  }

  boolean carriedBy(int row) {
    for (int p = 0; p < parts.size(); p++) {
      if (parts.get(p).codes()[row] != codes.get(p)) {
        return false;
      }
    }
    return true;
  }

  /// All rows that carry it.
  int[] carriers(int rows) {
    return IntStream.range(0, rows).filter(this::carriedBy).toArray();
  }

  /// Lower bound of the probability of the label among its carriers (Wilson 1927), one-sided at the
  /// given error probability.
  double lowest(double error) {
    return new Intervals.Share(hits, n).wilson(1 - 2 * error)[0];
  }

  /// `job = nurse and pdays = 92`.
  String text() {
    return IntStream.range(0, parts.size())
        .mapToObj(p -> parts.get(p).column() + " " + parts.get(p).items().get(codes.get(p)))
        .collect(Collectors.joining(" and "));
  }

  /// The columns, for [dev.gambeson.core.Where].
  String columns() {
    return parts.stream().map(ItemColumn::column).collect(Collectors.joining(" + "));
  }
}
