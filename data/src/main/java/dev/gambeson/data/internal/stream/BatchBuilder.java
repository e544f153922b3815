package dev.gambeson.data.internal.stream;

import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Batch.Flaw;
import dev.gambeson.core.data.Cells;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows of text on their way into a batch. A batch ends after a number of rows, cells or
/// characters, so that it never takes more than some megabytes.
final class BatchBuilder {
  private static final int CHARS = 1 << 23;

  private final List<String> names;
  private final TextColumnBuffer[] columns;
  private final long[] numbers;
  private final int capacity;
  private List<Flaw> flaws = new ArrayList<>();
  private int rows;
  private long charsSoFar;
  private long lastRow;

  BatchBuilder(List<String> names) {
    this.names = List.copyOf(names);
    this.capacity = capacity(names.size());
    this.columns = new TextColumnBuffer[names.size()];
    Arrays.setAll(columns, _ -> new TextColumnBuffer(capacity, columns.length));
    this.numbers = new long[capacity];
  }

  /// Rows of a batch of this many columns.
  static int capacity(int columns) {
    return Math.clamp((1 << 16) / Math.max(1, columns), 1, 1 << 13);
  }

  List<String> names() {
    return names;
  }

  /// A cell of the row that is being read.
  void cell(int column, char[] buffer, int from, int length) {
    columns[column].set(rows, buffer, from, length);
  }

  /// As above.
  void cell(int column, String value) {
    columns[column].set(rows, value);
  }

  /// The row is whole.
  void endRow(long chars) {
    numbers[rows++] = ++lastRow;
    charsSoFar += chars;
  }

  /// The row cannot be taken apart; what was set of it does not count.
  void flaw(String reason) {
    flaws.add(new Flaw(++lastRow, reason));
  }

  /// Whether the batch should be taken now.
  boolean isFull() {
    return rows == capacity || charsSoFar >= CHARS || flaws.size() >= capacity;
  }

  boolean isEmpty() {
    return rows == 0 && flaws.isEmpty();
  }

  /// Rows so far in all batches, flawed ones included.
  long lastRow() {
    return lastRow;
  }

  Batch take() {
    List<Cells> cells = new ArrayList<>(columns.length);
    for (TextColumnBuffer column : columns) {
      cells.add(column.take(rows));
    }
    Batch batch = new Batch(names, cells, Arrays.copyOf(numbers, rows), flaws);
    rows = 0;
    charsSoFar = 0;
    flaws = new ArrayList<>();
    return batch;
  }
}
