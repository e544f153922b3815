package dev.gambeson.data.admit;

import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.data.Profile;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// How many rows each source brings. Rows without a source count under the empty name.
///
/// Holds one counter a source and gives up beyond [#MAX_SOURCES]: a column with more values names
/// rows, not sources.
public final class SourceCounts implements Profile<SourceCounts> {
  /// Sources that are told apart.
  public static final int MAX_SOURCES = 100_000;

  private final Optional<String> column;
  private final Map<String, long[]> counts = new HashMap<>();
  private boolean tooMany;

  /// @param column the source column; without one nothing is counted
  public SourceCounts(Optional<String> column) {
    this.column = column;
  }

  @Override
  public void add(Batch batch) {
    int index = column.map(batch::indexOf).orElse(-1);
    if (index >= 0 && !tooMany) {
      Cells cells = batch.columns().get(index);
      for (int row = 0; row < cells.size(); row++) {
        add(cells.text(row), 1);
      }
    }
  }

  private void add(String source, long rows) {
    counts.computeIfAbsent(source, _ -> new long[1])[0] += rows;
    if (counts.size() > MAX_SOURCES) {
      tooMany = true;
      counts.clear();
    }
  }

  @Override
  public void merge(SourceCounts other) {
    if (other.tooMany) {
      tooMany = true;
      counts.clear();
    }
    if (!tooMany) {
      for (Map.Entry<String, long[]> e : other.counts.entrySet()) {
        add(e.getKey(), e.getValue()[0]);
        if (tooMany) {
          return;
        }
      }
    }
  }

  /// Rows by source, in the order of names; empty when there are too many sources.
  public SortedMap<String, Long> rows() {
    SortedMap<String, Long> rows = new TreeMap<>();
    counts.forEach((source, n) -> rows.put(source, n[0]));
    return rows;
  }

  /// Whether there were more sources than are told apart.
  public boolean tooMany() {
    return tooMany;
  }
}
