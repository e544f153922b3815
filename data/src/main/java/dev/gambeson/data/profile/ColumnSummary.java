package dev.gambeson.data.profile;

import dev.gambeson.core.stats.Histogram;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a profile says about one column.
///
/// @param name header
/// @param rows rows of the table
/// @param missing rows in which it is empty
/// @param types cells by what they can be read as; every cell that is not empty counts once, under
///   the narrowest type
/// @param distinct number of distinct values; `0.5` and `.50` are one, `7` and `007` two
/// @param distinctError relative standard error of `distinct`, 0 when it is exact
/// @param singletons share of the distinct values that occur once; NaN when there is none
/// @param sample number of distinct values that `singletons` was counted on, drawn at random
/// @param lengths shortest and longest cell in UTF-16 units, of cells that are no numbers
/// @param levels how often each value occurs; empty when there are more than 1,000 of them, or one
///   of more than 200 characters
/// @param shapes how often each shape occurs among cells of type text, see [TableProfile]; empty
///   when there are more than 64
/// @param numbers of the cells that are numbers
/// @param times of the cells that are days or times, in seconds since the first of March of the
///   year 0, which is 719,468 days before 1970
public record ColumnSummary(
    String name,
    long rows,
    long missing,
    SortedMap<CellType, Long> types,
    double distinct,
    double distinctError,
    double singletons,
    long sample,
    Optional<Lengths> lengths,
    Optional<Counts> levels,
    Optional<Counts> shapes,
    Optional<Numbers> numbers,
    Optional<Histogram> times) {
  private static final double TYPE_SHARE = 0.95;
  private static final double NEARLY_ALL = 0.95;
  private static final double MOST = 0.8; // of an estimate with an error of 3 %

  public ColumnSummary {
    types = Collections.unmodifiableSortedMap(new TreeMap<>(types));
  }

  /// Shortest and longest.
  public record Lengths(int shortest, int longest) {}

  /// Numbers of a column.
  ///
  /// @param mean from an exact sum
  /// @param deviation standard deviation, divisor `n`
  /// @param width relative width of the histogram's buckets as they were counted, see
  ///   [dev.gambeson.core.stats.ValueBuckets#relativeWidth]
  /// @param histogram of the numbers
  public record Numbers(double mean, double deviation, double width, Histogram histogram) {}

  /// Counts by text.
  ///
  /// @param shown counts of texts that occur often enough to be shown
  /// @param otherTexts how many texts are not shown
  /// @param otherRows in how many rows they occur
  public record Counts(SortedMap<String, Long> shown, long otherTexts, long otherRows) {
    public Counts {
      shown = Collections.unmodifiableSortedMap(new TreeMap<>(shown));
    }

    /// Shows what occurs at least `least` times.
    static Counts of(Map<String, Long> counts, long least) {
      SortedMap<String, Long> shown = new TreeMap<>();
      long others = 0;
      long rows = 0;
      for (Map.Entry<String, Long> entry : counts.entrySet()) {
        if (entry.getValue() >= least) {
          shown.put(entry.getKey(), entry.getValue());
        } else {
          others++;
          rows += entry.getValue();
        }
      }
      return new Counts(shown, others, rows);
    }

    /// All rows counted.
    public long rows() {
      return otherRows + shown.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /// Rows in which it is not empty.
  public long present() {
    return rows - missing;
  }

  /// What the column is: the narrowest type that at least 95 % of its cells can be read as; whole
  /// numbers among decimals are decimals, days among times are times. Empty when it has no cell.
  public Optional<CellType> type() {
    if (present() == 0) {
      return Optional.empty();
    }
    double enough = TYPE_SHARE * present();
    long integers = count(CellType.INTEGER);
    long dates = count(CellType.DATE);
    if (integers + count(CellType.DECIMAL) >= enough) {
      return Optional.of(count(CellType.DECIMAL) == 0 ? CellType.INTEGER : CellType.DECIMAL);
    }
    if (dates + count(CellType.TIMESTAMP) >= enough) {
      return Optional.of(count(CellType.TIMESTAMP) == 0 ? CellType.DATE : CellType.TIMESTAMP);
    }
    return Optional.of(count(CellType.BOOLEAN) >= enough ? CellType.BOOLEAN : CellType.TEXT);
  }

  /// Cells of a type.
  public long count(CellType type) {
    return types.getOrDefault(type, 0L);
  }

  /// Whether the column is one of numbers.
  public boolean isNumeric() {
    return type().filter(t -> t == CellType.INTEGER || t == CellType.DECIMAL).isPresent();
  }

  /// Whether nearly every cell has a value of its own, and the values are no measurements: a number
  /// or name of the row or the person. Never so below 20 rows.
  public boolean looksLikeKey() {
    boolean measured = type().filter(t -> t == CellType.DECIMAL).isPresent();
    return present() >= 20 && !measured && singletons >= NEARLY_ALL && distinct >= MOST * present();
  }
}
