package dev.gambeson.data.profile;

import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Made-up tables for the tests of this package.
final class Tables {
  private Tables() {}

  /// Rows of texts as one batch.
  static Batch batch(List<String> names, List<List<String>> rows) {
    List<Cells> columns = new ArrayList<>();
    for (int c = 0; c < names.size(); c++) {
      int column = c;
      columns.add(new Cells.Texts(rows.stream().map(r -> r.get(column)).toArray(String[]::new)));
    }
    return new Batch(names, columns, numbers(rows.size()), List.of());
  }

  private static long[] numbers(int rows) {
    return IntStream.rangeClosed(1, rows).asLongStream().toArray();
  }

  /// The summary of one column of texts, named `c`.
  static ColumnSummary column(String... cells) {
    return profile("c", cells.length, i -> cells[i]).summary().columns().getFirst();
  }

  /// The profile of one column.
  static TableProfile profile(String name, int rows, IntFunction<String> cell) {
    TableProfile profile = new TableProfile();
    String[] cells = IntStream.range(0, rows).mapToObj(cell).toArray(String[]::new);
    profile.add(
        new Batch(List.of(name), List.of(new Cells.Texts(cells)), numbers(rows), List.of()));
    return profile;
  }

  /// The profile of one column of declared numbers.
  static TableProfile numbers(String name, double... values) {
    TableProfile profile = new TableProfile();
    profile.add(
        new Batch(
            List.of(name),
            List.of(new Cells.Numbers(Arrays.copyOf(values, values.length))),
            numbers(values.length),
            List.of()));
    return profile;
  }
}
