package dev.gambeson.data;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Profile;
import dev.gambeson.core.data.Roles;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Counts the rows that could not be taken apart, and refuses a table that lacks a column which a
/// role names.
final class RowCount implements Profile<RowCount> {
  private final Roles roles;
  private final String table;
  private boolean checked;
  private long unreadable;

  RowCount(Roles roles, String table) {
    this.roles = roles;
    this.table = table;
  }

  @Override
  public void add(Batch batch) {
    if (!checked) {
      requireColumns(roles, table, batch.names());
      checked = true;
    }
    unreadable += batch.flaws().size();
  }

  @Override
  public void merge(RowCount other) {
    unreadable += other.unreadable;
  }

  long unreadable() {
    return unreadable;
  }

  static void requireColumns(Roles r, String table, List<String> columns) {
    Stream.of(
            r.label().stream(),
            r.source().stream(),
            r.time().stream(),
            r.ids().stream(),
            r.protectedColumns().stream(),
            r.ignored().stream())
        .flatMap(s -> s)
        .filter(c -> !columns.contains(c))
        .findFirst()
        .ifPresent(c -> {
          throw GambesonException.usage(
              "%s has no column '%s'.%s It has: %s."
                  .formatted(
                      table,
                      c,
                      Text.didYouMean(c, columns).map(k -> " Did you mean '" + k + "'?").orElse(""),
                      preview(columns)));
        });
  }

  private static String preview(Collection<String> columns) {
    String shown = columns.stream().limit(20).collect(Collectors.joining(", "));
    return columns.size() > 20 ? shown + ", and " + (columns.size() - 20) + " more" : shown;
  }
}
