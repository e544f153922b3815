package dev.gambeson.data.internal.read;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import dev.gambeson.core.GambesonException;
import dev.gambeson.data.ReadOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Hands the cells of each record to their columns, and refuses records that do not fit.
final class RecordHandler extends AbstractBaseCsvCallbackHandler<Boolean> {
  private static final long MEMORY_CHECK_CHARS = 1 << 22;

  private final Path file;
  private final ReadOptions.Limits limits;
  private final Columns factory;
  private final List<String> header = new ArrayList<>();
  private final List<ColumnReader> columns = new ArrayList<>();
  private boolean headerRead;
  private boolean empty;
  private boolean ended; // the record after the last one of the file was seen whole
  private int fields;
  private long emptyLines; // since the last record
  private long charsSinceCheck;
  private long rows;

  /// Makes the reader of a column.
  interface Columns {
    ColumnReader create(int index, String name);
  }

  RecordHandler(Path file, ReadOptions.Limits limits, Columns factory) {
    this.file = file;
    this.limits = limits;
    this.factory = factory;
  }

  @Override
  protected void handleBegin(long line) {
    fields = 0;
    empty = false;
  }

  @Override
  protected void handleEmpty() {
    empty = true;
  }

  @Override
  protected void handleField(int index, char[] buffer, int from, int length, boolean quoted) {
    fields++;
    if (index == 0 && length == 1 && buffer[from] == StrictReader.END) {
      ended = true;
      return;
    }
    if (length > limits.fieldChars()) {
      throw refuse(
          "has a cell of %,d characters; the limit is %,d".formatted(length, limits.fieldChars()));
    }
    if (!headerRead) {
      header.add(new String(buffer, from, length).strip());
      return;
    }
    if (index == 0) {
      addEmptyLines();
    }
    if (index < columns.size()) {
      columns.get(index).add(buffer, from, length);
      charsSinceCheck += length + 1L;
      if (charsSinceCheck > MEMORY_CHECK_CHARS) {
        checkMemory();
      }
    }
  }

  /// In a table of one column an empty line is a missing cell, unless nothing follows it.
  private void addEmptyLines() {
    if (emptyLines == 0) {
      return;
    }
    checkCells();
    for (; emptyLines > 0; emptyLines--) {
      columns.getFirst().add(new char[0], 0, 0);
      rows++;
    }
    emptyLines = 0;
  }

  @Override
  protected Boolean buildRecord() {
    if (ended) {
      return true;
    }
    if (empty) {
      emptyLines += columns.size() == 1 ? 1 : 0;
    } else if (headerRead) {
      endRow();
    } else {
      Header.check(file, header, limits.columns());
      for (int c = 0; c < header.size(); c++) {
        columns.add(factory.create(c, header.get(c)));
      }
      headerRead = true;
    }
    return true;
  }

  private void endRow() {
    if (fields != columns.size()) {
      throw refuse(
          "has %d cells, but the header has %d: a quote or a delimiter inside a cell?"
              .formatted(fields, columns.size()));
    }
    rows++;
    checkCells();
  }

  private void checkCells() {
    if ((rows + emptyLines) * columns.size() > limits.cells()) {
      throw refuse(
          "takes the table beyond %,d cells, the limit. Audit a random sample of its rows instead"
              .formatted(limits.cells()));
    }
  }

  private void checkMemory() {
    charsSinceCheck = 0;
    long bytes = 0;
    long largest = 0; // finishing a column copies it
    for (ColumnReader column : columns) {
      bytes += column.bytes();
      largest = Math.max(largest, column.bytes());
    }
    if (bytes + largest > limits.memoryBytes()) {
      throw refuse(
          "takes the table beyond %,d MiB of memory, the limit. Give Java more heap (-Xmx), or audit a random sample of its rows"
              .formatted(limits.memoryBytes() >> 20));
    }
  }

  private GambesonException refuse(String what) {
    return GambesonException.badInput(
        "%s: the record on line %d %s.".formatted(file, getStartingLineNumber(), what));
  }

  /// Refuses a file whose last quoted cell swallowed the end.
  void requireEnd() {
    if (!ended) {
      throw refuse("opens a quote that is never closed");
    }
  }

  /// Line on which the current record started.
  long line() {
    return getStartingLineNumber();
  }

  /// One reader per column, in order; empty when the file has no header.
  List<ColumnReader> columns() {
    return columns;
  }

  /// Data rows.
  long rows() {
    return rows;
  }
}
