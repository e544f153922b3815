package dev.gambeson.core.data;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An immutable, column-oriented table.
public final class Dataset {
  private final String name;
  private final Map<String, Column> columns;
  private final int size;

  /// @param name what messages call it, usually the file name
  /// @param columns all of one length, with distinct names
  public Dataset(String name, List<? extends Column> columns) {
    this.name = name;
    this.columns = new LinkedHashMap<>();
    this.size = columns.isEmpty() ? 0 : columns.getFirst().size();
    for (Column column : columns) {
      if (column.size() != size) {
        throw new IllegalArgumentException(
            "column %s has %d rows, expected %d".formatted(column.name(), column.size(), size));
      }
      if (this.columns.put(column.name(), column) != null) {
        throw new IllegalArgumentException("column " + column.name() + " appears twice");
      }
    }
  }

  /// What messages call it.
  public String name() {
    return name;
  }

  /// Number of rows.
  public int size() {
    return size;
  }

  /// Columns in file order.
  public List<Column> columns() {
    return List.copyOf(columns.values());
  }

  /// Column names in file order.
  public List<String> columnNames() {
    return List.copyOf(columns.keySet());
  }

  /// The column of this name, if there is one.
  public Optional<Column> find(String column) {
    return Optional.ofNullable(columns.get(column));
  }

  /// The column of this name; a message that names what there is, otherwise.
  public Column column(String column) {
    return find(column).orElseThrow(() -> missing(column));
  }

  private GambesonException missing(String column) {
    String hint =
        Text.didYouMean(column, columns.keySet()).map(k -> " Did you mean '" + k + "'?").orElse("");
    return GambesonException.usage(
        "%s has no column '%s'.%s It has: %s.".formatted(name, column, hint, preview()));
  }

  private String preview() {
    List<String> names = new ArrayList<>(columns.keySet());
    String shown = String.join(", ", names.subList(0, Math.min(20, names.size())));
    return names.size() > 20 ? shown + ", and " + (names.size() - 20) + " more" : shown;
  }

  /// The given rows, in that order.
  public Dataset select(int[] rows) {
    return new Dataset(name, columns.values().stream().map(c -> c.select(rows)).toList());
  }

  /// The same table without one column.
  public Dataset without(String column) {
    return new Dataset(
        name, columns.values().stream().filter(c -> !c.name().equals(column)).toList());
  }
}
