package dev.gambeson.data;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Profile;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.data.internal.read.Decimals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/// A uniform sample of rows, without replacement: those whose row number hashes lowest. A table
/// that has no more rows than the sample may hold is kept whole.
public final class RowSample implements Profile<RowSample> {
  private static final Set<String> NO_NUMBER =
      Set.of("NaN", "nan", "NA", "N/A", "null", "NULL", "None");

  private final Seed seed;
  private final int capacity;
  private final Set<String> missing;
  private final PriorityQueue<Kept> kept =
      new PriorityQueue<>(
          Comparator.comparingLong(Kept::rank).thenComparingLong(Kept::row).reversed());
  private List<String> names = List.of();
  private long seen;

  @SuppressWarnings("ArrayRecordComponent") // never leaves this class
  private record Kept(long rank, long row, String[] cells) {}

  /// @param capacity largest number of rows, at least 1
  /// @param missing cells that mean "no value", besides the empty one
  /// @param seed decides which rows are drawn
  public RowSample(int capacity, Set<String> missing, Seed seed) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a sample of " + capacity + " rows");
    }
    this.capacity = capacity;
    this.missing = Set.copyOf(missing);
    this.seed = seed;
  }

  @Override
  public void add(Batch batch) {
    names = batch.names();
    seen += batch.size();
    for (int i = 0; i < batch.size(); i++) {
      long row = batch.rowNumbers()[i];
      long rank = seed.child(row).value();
      if (kept.size() < capacity || precedes(rank, row)) {
        keep(new Kept(rank, row, cells(batch, i)));
      }
    }
  }

  private boolean precedes(long rank, long row) {
    Kept last = kept.element();
    return rank < last.rank() || (rank == last.rank() && row < last.row());
  }

  private void keep(Kept row) {
    kept.add(row);
    if (kept.size() > capacity) {
      kept.remove();
    }
  }

  private static String[] cells(Batch batch, int row) {
    String[] cells = new String[batch.columns().size()];
    for (int c = 0; c < cells.length; c++) {
      cells[c] = batch.columns().get(c).text(row);
    }
    return cells;
  }

  @Override
  public void merge(RowSample other) {
    names = names.isEmpty() ? other.names : names;
    seen += other.seen;
    other.kept.forEach(this::keep);
  }

  /// Rows of the table.
  public long seen() {
    return seen;
  }

  /// The number of each sampled row in its source, ascending.
  public long[] rowNumbers() {
    return kept.stream().mapToLong(Kept::row).sorted().toArray();
  }

  /// The sampled rows in the order of their numbers, typed as [DataFiles#read] types them: a column
  /// is numeric when each of its present cells is a finite decimal number.
  public Dataset dataset(String name) {
    List<Kept> rows = new ArrayList<>(kept);
    rows.sort(Comparator.comparingLong(Kept::row));
    List<Column> columns = new ArrayList<>();
    for (int c = 0; c < names.size(); c++) {
      int index = c;
      columns.add(column(names.get(c), rows.stream().map(r -> r.cells()[index]).toList()));
    }
    return new Dataset(name, columns);
  }

  private Column column(String name, List<String> cells) {
    double[] numbers = new double[cells.size()];
    boolean present = cells.stream().allMatch(c -> c.isEmpty() || missing.contains(c));
    for (int i = 0; i < numbers.length; i++) {
      String cell = cells.get(i).strip();
      numbers[i] =
          cell.isEmpty() || missing.contains(cell) || NO_NUMBER.contains(cell)
              ? Double.NaN
              : Decimals.parse(cell);
      if (Double.isNaN(numbers[i]) ? isWord(cell) : Double.isInfinite(numbers[i])) {
        return text(name, cells);
      }
      present |= !Double.isNaN(numbers[i]);
    }
    return present ? new NumericColumn(name, numbers) : text(name, cells);
  }

  private boolean isWord(String cell) {
    return !cell.isEmpty() && !missing.contains(cell) && !NO_NUMBER.contains(cell);
  }

  private TextColumn text(String name, List<String> cells) {
    return TextColumn.of(
        name,
        Arrays.asList(
            cells.stream().map(c -> missing.contains(c) ? "" : c).toArray(String[]::new)));
  }
}
