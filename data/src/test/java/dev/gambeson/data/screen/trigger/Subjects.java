package dev.gambeson.data.screen.trigger;

import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Roles;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.data.screen.ScreenSubject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Screen subjects for tests: numbers standardised, categories one-hot.
final class Subjects {
  private Subjects() {}

  static ScreenSubject of(Dataset data, String label, String... ignored) {
    Roles roles =
        new Roles(
            Optional.of(label),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(ignored));
    List<double[]> encoded = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (String name : roles.features(data.columnNames())) {
      encode(data.column(name), encoded, names);
    }
    double[] values = new double[data.size() * names.size()];
    for (int f = 0; f < names.size(); f++) {
      for (int i = 0; i < data.size(); i++) {
        values[i * names.size() + f] = encoded.get(f)[i];
      }
    }
    return new ScreenSubject(
        data,
        LongStream.rangeClosed(1, data.size()).toArray(),
        data.size(),
        roles,
        new Rows(data.size(), names.size(), values),
        names,
        Optional.of(coded(data.column(label))),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static ScreenSubject.Coded coded(Column column) {
    TreeSet<String> names = new TreeSet<>();
    for (int i = 0; i < column.size(); i++) {
      if (!column.isMissing(i)) {
        names.add(column.text(i));
      }
    }
    List<String> all = List.copyOf(names);
    int[] codes =
        IntStream.range(0, column.size())
            .map(i -> column.isMissing(i) ? -1 : all.indexOf(column.text(i)))
            .toArray();
    return new ScreenSubject.Coded(all, codes);
  }

  private static void encode(Column column, List<double[]> encoded, List<String> names) {
    switch (column) {
      case NumericColumn c -> {
        double[] present = Arrays.stream(c.values()).filter(v -> !Double.isNaN(v)).toArray();
        double mean = Arrays.stream(present).average().orElse(0);
        double sd =
            Math.sqrt(Arrays.stream(present).map(v -> (v - mean) * (v - mean)).average().orElse(0));
        encoded.add(
            Arrays.stream(c.values())
                .map(v -> Double.isNaN(v) || sd == 0 ? 0 : (v - mean) / sd)
                .toArray());
        names.add(c.name());
        if (present.length < c.size()) {
          encoded.add(Arrays.stream(c.values()).map(v -> Double.isNaN(v) ? 1 : 0).toArray());
          names.add(c.name());
        }
      }
      case TextColumn c -> {
        for (int level = 0; level < Math.min(50, c.levels().size()); level++) {
          int code = level;
          encoded.add(Arrays.stream(c.codes()).mapToDouble(v -> v == code ? 1 : 0).toArray());
          names.add(c.name());
        }
      }
    }
  }
}
