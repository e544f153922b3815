package dev.gambeson.data.admit;

import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import java.util.Arrays;
import java.util.List;

/// Parts of batches.
final class Batches {
  private Batches() {}

  /// Some rows of a batch, in the order given, without its flaws.
  static Batch select(Batch batch, int[] rows) {
    if (rows.length == batch.size()) {
      return batch.flaws().isEmpty()
          ? batch
          : new Batch(batch.names(), batch.columns(), batch.rowNumbers(), List.of());
    }
    List<Cells> columns = batch.columns().stream().map(c -> select(c, rows)).toList();
    long[] numbers = Arrays.stream(rows).mapToLong(r -> batch.rowNumbers()[r]).toArray();
    return new Batch(batch.names(), columns, numbers, List.of());
  }

  private static Cells select(Cells cells, int[] rows) {
    return switch (cells) {
      case Cells.Texts(String[] values) -> {
        String[] kept = new String[rows.length];
        Arrays.setAll(kept, i -> values[rows[i]]);
        yield new Cells.Texts(kept);
      }
      case Cells.Numbers(double[] values) -> {
        double[] kept = new double[rows.length];
        Arrays.setAll(kept, i -> values[rows[i]]);
        yield new Cells.Numbers(kept);
      }
    };
  }
}
