package dev.gambeson.data.internal.stream;

import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Batch.Flaw;
import dev.gambeson.core.data.Cells;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Batches of formats that are read by column, where a bad value shows when the row is there.
final class Flawed {
  private Flawed() {}

  /// A batch of the rows without a flaw.
  ///
  /// @param first number of the first row
  /// @param flaws reason by row, from 0
  static Batch batch(
      List<String> names, List<Cells> columns, int rows, long first, Map<Integer, String> flaws) {
    int[] good = IntStream.range(0, rows).filter(r -> !flaws.containsKey(r)).toArray();
    long[] numbers = Arrays.stream(good).mapToLong(r -> first + r).toArray();
    List<Flaw> named =
        new TreeMap<>(flaws)
            .entrySet().stream().map(e -> new Flaw(first + e.getKey(), e.getValue())).toList();
    List<Cells> kept =
        flaws.isEmpty() ? columns : columns.stream().map(c -> select(c, good)).toList();
    return new Batch(names, kept, numbers, named);
  }

  private static Cells select(Cells cells, int[] rows) {
    return switch (cells) {
      case Cells.Texts(String[] v) ->
          new Cells.Texts(Arrays.stream(rows).mapToObj(r -> v[r]).toArray(String[]::new));
      case Cells.Numbers(double[] v) ->
          new Cells.Numbers(Arrays.stream(rows).mapToDouble(r -> v[r]).toArray());
    };
  }
}
