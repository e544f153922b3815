package dev.gambeson.data.profile;

import java.util.List;
import java.util.Optional;

/// What a profile says about a table: immutable, and what an admitted set carries with it in the
/// form `gambeson/profile/1` ([#json], [#read]).
///
/// Guaranteed when `least` is above 1: no value, no shape of values and no interval of numbers in
/// it is about fewer than `least` rows; the ends of intervals are not somebody's number; no hash of
/// a value is in it. Means and standard deviations are left out below `least` numbers.
///
/// Not guaranteed: that nothing can be learnt about a person from several summaries of sets that
/// differ in one row (that would take differential privacy); that column names, or a value shared
/// by many rows, are harmless.
///
/// @param rows rows of the table
/// @param flaws rows that could not be taken apart; not among `rows`
/// @param least fewest rows that anything in it is about
/// @param columns in the order of the table
public record TableSummary(long rows, long flaws, long least, List<ColumnSummary> columns) {
  /// Fewest rows that a published summary speaks about, unless said otherwise.
  public static final long LEAST = 10;

  public TableSummary {
    columns = List.copyOf(columns);
  }

  /// The column of this name, if there is one.
  public Optional<ColumnSummary> find(String column) {
    return columns.stream().filter(c -> c.name().equals(column)).findFirst();
  }

  /// The form `gambeson/profile/1`: the same summary gives the same bytes.
  public String json() {
    return SummaryWriter.json(this);
  }

  /// Reads what [#json] has written.
  ///
  /// @param json at most 64 MiB
  /// @param name what messages call it
  /// @throws dev.gambeson.core.GambesonException when it is not of this form, or contradicts itself
  public static TableSummary read(byte[] json, String name) {
    return new SummaryReader(name).read(json);
  }
}
