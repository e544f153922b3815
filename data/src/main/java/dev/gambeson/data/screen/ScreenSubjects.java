package dev.gambeson.data.screen;

import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Roles;
import dev.gambeson.data.RowSample;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Makes rows ready to be screened.
public final class ScreenSubjects {
  private static final int MAX_FRACTIONAL_CLASSES = 20;

  private ScreenSubjects() {}

  /// A whole table.
  public static ScreenSubject of(Dataset data, Roles roles) {
    return of(
        data,
        LongStream.rangeClosed(1, data.size()).toArray(),
        data.size(),
        roles,
        Optional.empty());
  }

  /// A whole table beside rows that were admitted earlier. Scales and levels are learnt from the
  /// trusted rows, which whoever wrote the others could not move; levels they do not have share one
  /// column.
  public static ScreenSubject of(Dataset data, Roles roles, Dataset trusted) {
    return of(
        data,
        LongStream.rangeClosed(1, data.size()).toArray(),
        data.size(),
        roles,
        Optional.of(trusted));
  }

  /// What a stream was sampled to.
  ///
  /// @param data the rows of `sample`, typed by [RowSample#dataset]
  public static ScreenSubject of(
      RowSample sample, Dataset data, Roles roles, Optional<Dataset> trusted) {
    return of(data, sample.rowNumbers(), sample.seen(), roles, trusted);
  }

  private static ScreenSubject of(
      Dataset data, long[] numbers, long total, Roles roles, Optional<Dataset> trusted) {
    List<String> features = roles.features(data.columnNames());
    Optional<Dataset> usable = trusted.filter(t -> t.columnNames().containsAll(features));
    Coding coding =
        new Coding(
            roles,
            usable.isPresent()
                ? FeatureEncoder.fitTrusted(usable.get(), features)
                : FeatureEncoder.fit(data, features),
            names(roles.label(), data, usable),
            names(roles.source(), data, usable));
    Optional<ScreenSubject> earlier =
        usable.map(t ->
            coding.subject(
                t, LongStream.rangeClosed(1, t.size()).toArray(), t.size(), Optional.empty()));
    return coding.subject(data, numbers, total, earlier);
  }

  /// One coding for the rows in question and the trusted ones.
  private record Coding(
      Roles roles,
      FeatureEncoder encoder,
      Optional<List<String>> classes,
      Optional<List<String>> sources) {
    ScreenSubject subject(
        Dataset data, long[] numbers, long total, Optional<ScreenSubject> trusted) {
      return new ScreenSubject(
          data,
          numbers,
          total,
          roles,
          encoder.encode(data),
          encoder.columns(),
          label(data),
          sources.flatMap(names -> code(roles.source(), data, names)),
          Optional.empty(),
          trusted,
          Optional.empty());
    }

    private Optional<ScreenSubject.Coded> label(Dataset data) {
      Optional<Column> column = roles.label().flatMap(data::find);
      boolean fractional =
          column.filter(c -> c instanceof NumericColumn n && !n.isIntegral()).isPresent();
      int most =
          Math.min(
              fractional ? MAX_FRACTIONAL_CLASSES : ScreenSubject.MAX_CLASSES,
              Math.max(MAX_FRACTIONAL_CLASSES, data.size() / 2));
      return classes
          .filter(names -> names.size() <= most)
          .flatMap(names -> code(roles.label(), data, names));
    }
  }

  private static Optional<List<String>> names(
      Optional<String> role, Dataset data, Optional<Dataset> trusted) {
    List<Column> columns =
        Stream.concat(Stream.of(data), trusted.stream())
            .flatMap(t -> role.flatMap(t::find).stream())
            .toList();
    return columns.isEmpty() ? Optional.empty() : Optional.of(names(columns));
  }

  /// The values of some columns: numbers by size, if all of them hold numbers, else by letter.
  private static List<String> names(List<Column> columns) {
    boolean numbers = columns.stream().allMatch(NumericColumn.class::isInstance);
    TreeSet<String> names =
        new TreeSet<>(
            numbers ? Comparator.comparingDouble(Double::parseDouble) : Comparator.naturalOrder());
    for (Column column : columns) {
      for (int row = 0; row < column.size(); row++) {
        if (!column.isMissing(row)) {
          names.add(column.text(row));
        }
      }
    }
    return List.copyOf(names);
  }

  private static Optional<ScreenSubject.Coded> code(
      Optional<String> role, Dataset data, List<String> names) {
    Map<String, Integer> codes = new HashMap<>();
    names.forEach(n -> codes.put(n, codes.size()));
    return role.flatMap(data::find)
        .map(column -> {
          int[] coded = new int[column.size()];
          Arrays.setAll(coded, row -> codes.getOrDefault(column.text(row), -1));
          return new ScreenSubject.Coded(names, coded);
        });
  }
}
