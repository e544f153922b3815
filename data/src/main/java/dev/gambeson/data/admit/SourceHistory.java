package dev.gambeson.data.admit;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What each source has brought in all admissions up to one: what rate caps compare with. Signed
/// with the manifest that holds it.
///
/// @param sources by name
public record SourceHistory(SortedMap<String, Past> sources) {
  /// Nothing was admitted before.
  public static final SourceHistory NONE = new SourceHistory(new TreeMap<>());

  public SourceHistory {
    sources = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(Map.copyOf(sources)));
  }

  /// What one source has brought.
  ///
  /// @param rows admitted in all
  /// @param batches admissions that held rows of it
  /// @param days days on which rows of it were admitted
  /// @param lastDay the last of them
  /// @param rowsLastDay rows admitted on that day
  public record Past(long rows, long batches, long days, LocalDate lastDay, long rowsLastDay) {
    /// Rows in a batch, on average.
    public double rowsPerBatch() {
      return (double) rows / batches;
    }

    /// Rows a day, on average over the days before `today`; empty when there are none.
    Optional<Double> rowsPerDay(LocalDate today) {
      boolean current = lastDay.equals(today);
      long before = current ? days - 1 : days;
      return before > 0
          ? Optional.of((double) (rows - (current ? rowsLastDay : 0)) / before)
          : Optional.empty();
    }

    /// Rows that were admitted today.
    long rowsOn(LocalDate today) {
      return lastDay.equals(today) ? rowsLastDay : 0;
    }

    private Past plus(long more, LocalDate today) {
      boolean current = lastDay.equals(today);
      return new Past(
          rows + more,
          batches + 1,
          current ? days : days + 1,
          today,
          current ? rowsLastDay + more : more);
    }
  }

  /// The history after another admission.
  ///
  /// @param admitted rows by source
  /// @param today day of the admission
  public SourceHistory plus(Map<String, Long> admitted, LocalDate today) {
    SortedMap<String, Past> all = new TreeMap<>(sources);
    admitted.forEach((source, rows) -> {
      if (rows > 0) {
        Past past = all.get(source);
        all.put(source, past == null ? new Past(rows, 1, 1, today, rows) : past.plus(rows, today));
      }
    });
    return new SourceHistory(all);
  }
}
