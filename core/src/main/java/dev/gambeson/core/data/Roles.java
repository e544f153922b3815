package dev.gambeson.core.data;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the columns of a table are for. Every column without a role is a feature.
///
/// @param label what is to be predicted
/// @param source who supplied the row
/// @param time when it came about
/// @param ids columns that name the row or the person; never features
/// @param protectedColumns protected attributes; may be features
/// @param ignored columns that are not looked at by screens
public record Roles(
    Optional<String> label,
    Optional<String> source,
    Optional<String> time,
    List<String> ids,
    List<String> protectedColumns,
    List<String> ignored) {
  /// No role given.
  public static final Roles NONE =
      new Roles(
          Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of(), List.of());

  public Roles {
    ids = List.copyOf(ids);
    protectedColumns = List.copyOf(protectedColumns);
    ignored = List.copyOf(ignored);
  }

  /// The same with this label.
  public Roles withLabel(String column) {
    return new Roles(Optional.of(column), source, time, ids, protectedColumns, ignored);
  }

  /// The same with this source column.
  public Roles withSource(String column) {
    return new Roles(label, Optional.of(column), time, ids, protectedColumns, ignored);
  }

  /// Names of the columns a model would learn from, in the order given.
  public List<String> features(List<String> columns) {
    Set<String> others =
        Stream.of(label.stream(), source.stream(), time.stream(), ids.stream(), ignored.stream())
            .flatMap(s -> s)
            .collect(Collectors.toSet());
    return columns.stream().filter(c -> !others.contains(c)).toList();
  }
}
