package dev.gambeson.data.internal.rows;

import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.TextColumn;
import java.util.Arrays;
import java.util.Optional;

/// Columns of dates and timestamps in memory, as microseconds since 1970.
public final class IsoTimes {
  /// Stands for an empty cell.
  public static final long NONE = Values.BAD;

  private IsoTimes() {}

  /// The times of a column, if at least one of its cells is filled and all filled ones are ISO 8601
  /// dates or timestamps.
  public static Optional<long[]> of(Column column) {
    if (!(column instanceof TextColumn text) || text.levels().isEmpty()) {
      return Optional.empty();
    }
    long[] levels = text.levels().stream().mapToLong(Values::timestamp).toArray();
    if (Arrays.stream(levels).anyMatch(v -> v == Values.BAD)) {
      return Optional.empty();
    }
    long[] times = new long[text.size()];
    Arrays.setAll(times, i -> text.codes()[i] < 0 ? NONE : levels[text.codes()[i]]);
    return Optional.of(times);
  }
}
