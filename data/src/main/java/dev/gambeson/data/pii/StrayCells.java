package dev.gambeson.data.pii;

import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.pii.PiiType.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Personal data in cells of columns that are something else.
final class StrayCells {
  private static final double REFUTED = 0.5;
  private static final int ENOUGH = 20;
  private final PiiFinder finder;
  private final PiiProfile seen;
  private final Set<String> expected;

  StrayCells(PiiFinder finder, PiiProfile seen, Set<String> expected) {
    this.finder = finder;
    this.seen = seen;
    this.expected = expected;
  }

  /// A kind in a column.
  ///
  /// @param rows how many rows hold it
  /// @param first the first of them, at least one
  record Stray(String column, PiiType type, long rows, List<Long> first, String example) {}

  /// Kinds that stand in columns whose verdict is another, or none.
  List<Stray> of(Set<Kind> kinds, List<ColumnVerdict> verdicts) {
    Set<String> judged = verdicts.stream().map(ColumnVerdict::column).collect(Collectors.toSet());
    List<Stray> found = new ArrayList<>();
    for (int c = 0; c < seen.names().size(); c++) {
      String name = seen.names().get(c);
      if (!judged.contains(name) && !expected.contains(name)) {
        collect(name, seen.columns().get(c), kinds, found);
      }
    }
    return found;
  }

  /// Credentials, wherever they stand: no column is expected to hold any unless it is listed.
  List<Stray> credentials() {
    List<Stray> found = new ArrayList<>();
    for (int c = 0; c < seen.names().size(); c++) {
      if (!expected.contains(seen.names().get(c))) {
        collect(seen.names().get(c), seen.columns().get(c), Set.of(Kind.CREDENTIAL), found);
      }
    }
    return found;
  }

  private void collect(String name, ColumnTally column, Set<Kind> kinds, List<Stray> found) {
    List<PiiType> types = finder.types();
    for (int number = 0; number < types.size(); number++) {
      TypeTally tally = column.of(number);
      if (tally == null || !kinds.contains(types.get(number).kind())) {
        continue;
      }
      long rows = tally.inside + (isChance(tally) ? 0 : tally.sure);
      if (rows > 0 && tally.rows().length > 0) {
        List<Long> first = Arrays.stream(tally.rows()).boxed().toList();
        found.add(new Stray(name, types.get(number), rows, first, tally.firstMask()));
      }
    }
  }

  /// Whether most cells of the form fail the test: then those that pass are chance.
  private static boolean isChance(TypeTally tally) {
    return tally.shaped >= ENOUGH
        && Intervals.wilson("", Math.min(tally.valid, tally.shaped), tally.shaped).high() < REFUTED;
  }
}
