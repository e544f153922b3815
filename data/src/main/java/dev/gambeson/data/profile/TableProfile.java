package dev.gambeson.data.profile;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Profile;
import dev.gambeson.core.stats.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a table looks like, from one pass over it, in memory that does not grow with its rows (at
/// most about 300 KB a column and thread).
///
/// Guaranteed: the state depends on the set of rows alone, bit for bit (the law of [Profile]): sums
/// are exact, distinct counts come from the smallest hashes, histograms have the finest resolution
/// that fits, and what is counted up to a cap is dropped altogether above it. Two profiles are
/// equal when their states are.
///
/// Not guaranteed: that distinct counts hold against somebody who chooses values by their hash (see
/// [dev.gambeson.core.stats.Hash64]), or that a histogram stays fine when somebody adds numbers of
/// every size. In memory it holds values of its table; what is to leave the process is
/// `summary(TableSummary.LEAST)`.
///
/// Not thread-safe.
public final class TableProfile implements Profile<TableProfile> {
  private List<String> names = List.of();
  private final List<ColumnProfile> columns = new ArrayList<>();
  private long rows;
  private long flaws;

  @Override
  public void add(Batch batch) {
    begin(batch.names());
    rows += batch.size();
    flaws += batch.flaws().size();
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).add(batch.columns().get(i));
    }
  }

  private void begin(List<String> wanted) {
    if (columns.isEmpty() && !wanted.isEmpty()) {
      ProfileOptions options = ProfileOptions.forColumns(wanted.size());
      names = wanted;
      wanted.forEach(_ -> columns.add(new ColumnProfile(options)));
    } else if (!names.equals(wanted)) {
      throw GambesonException.badInput(
          "The columns change from one part of the table to the next: first [%s], then [%s]. Give tables of one shape."
              .formatted(abridged(names), abridged(wanted)));
    }
  }

  private static String abridged(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(8, names.size())));
    return names.size() > 8 ? first + ", … (" + names.size() + ")" : first;
  }

  @Override
  public void merge(TableProfile other) {
    if (other.columns.isEmpty()) {
      rows += other.rows;
      flaws += other.flaws;
      return;
    }
    begin(other.names);
    rows += other.rows;
    flaws += other.flaws;
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).merge(other.columns.get(i));
    }
  }

  /// Rows seen.
  public long rows() {
    return rows;
  }

  /// Everything it can tell, rare values included: for use inside the process.
  public TableSummary summary() {
    return summary(1);
  }

  /// What it can tell without speaking about fewer than `least` rows.
  ///
  /// @param least at least 1; see [TableSummary]
  public TableSummary summary(long least) {
    if (least < 1) {
      throw new IllegalArgumentException("least is " + least + ", must be at least 1");
    }
    List<ColumnSummary> summaries = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      summaries.add(summary(names.get(i), columns.get(i), least));
    }
    return new TableSummary(rows, flaws, least, summaries);
  }

  @SuppressWarnings("EnumOrdinal") // an index that never leaves the process
  private static ColumnSummary summary(String name, ColumnProfile column, long least) {
    Sketches sketches = column.sketches();
    SortedMap<CellType, Long> types = new TreeMap<>();
    for (CellType type : CellType.values()) {
      if (sketches.types[type.ordinal()] > 0) {
        types.put(type, sketches.types[type.ordinal()]);
      }
    }
    Map<String, Long> levels = column.levels();
    return new ColumnSummary(
        name,
        column.rows(),
        column.missing(),
        types,
        sketches.hashes.distinct(),
        sketches.hashes.relativeError(),
        sketches.hashes.singletons(),
        sketches.hashes.size(),
        sketches.longest < 0
            ? Optional.empty()
            : Optional.of(new ColumnSummary.Lengths(sketches.shortest, sketches.longest)),
        Optional.ofNullable(levels).map(l -> ColumnSummary.Counts.of(l, least)),
        Optional.ofNullable(sketches.shapes)
            .filter(s -> !s.tooMany())
            .map(s -> ColumnSummary.Counts.of(s.counts(), least)),
        numbers(sketches, least),
        Optional.ofNullable(sketches.times).map(t -> t.histogram().anonymous(least)));
  }

  private static Optional<ColumnSummary.Numbers> numbers(Sketches sketches, long least) {
    if (sketches.moments == null || sketches.numbers == null || sketches.moments.count() < least) {
      return Optional.empty();
    }
    Histogram histogram = sketches.numbers.histogram().anonymous(least);
    return Optional.of(
        new ColumnSummary.Numbers(
            sketches.moments.mean(),
            Math.sqrt(sketches.moments.variance()),
            sketches.numbers.relativeWidth(),
            histogram));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TableProfile that
        && rows == that.rows
        && flaws == that.flaws
        && names.equals(that.names)
        && columns.equals(that.columns);
  }

  @Override
  public int hashCode() {
    return Objects.hash(names, rows, flaws, columns);
  }
}
