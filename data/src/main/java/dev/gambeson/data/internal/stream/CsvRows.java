package dev.gambeson.data.internal.stream;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import dev.gambeson.core.GambesonException;
import dev.gambeson.data.internal.read.Header;
import dev.gambeson.data.internal.read.StrictReader;
import dev.gambeson.data.source.SourceOptions.Limits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Hands the cells of each record to the batch. A record that does not fit becomes a flaw.
final class CsvRows extends AbstractBaseCsvCallbackHandler<Boolean> {
  private final String file;
  private final Limits limits;
  private final StrictReader reader;
  private final List<String> header = new ArrayList<>();
  private @Nullable BatchBuilder batch;
  private int width = -1; // columns; -1 before the header
  private boolean ended; // the record after the last one was seen whole
  private boolean empty;
  private int fields;
  private long chars;
  private String flaw = "";
  private long emptyLines; // since the last record
  private boolean holding; // a record waits behind empty lines
  private String held = "";

  CsvRows(String file, Limits limits, StrictReader reader) {
    this.file = file;
    this.limits = limits;
    this.reader = reader;
  }

  @Override
  protected void handleBegin(long line) {
    fields = 0;
    chars = 0;
    empty = false;
    flaw = "";
  }

  @Override
  protected void handleEmpty() {
    empty = true;
  }

  @Override
  protected void handleField(int index, char[] buffer, int from, int length, boolean quoted) {
    fields++;
    chars += length;
    if (length == 1 && index == 0 && buffer[from] == StrictReader.END) {
      ended = true;
      return;
    }
    if (length > limits.cellChars() || chars > limits.rowChars()) {
      throw tooLong(length);
    }
    if (reader.hasEscaped() && flaw.isEmpty()) {
      judge(index, buffer, from, length);
    }
    if (batch == null) {
      headerCell(buffer, from, length);
    } else if (index < width) {
      if (emptyLines > 0) {
        held = new String(buffer, from, length);
      } else {
        batch.cell(index, buffer, from, length);
      }
    }
  }

  private void judge(int index, char[] buffer, int from, int length) {
    String what = StrictReader.flaw(buffer, from, length);
    if (!what.isEmpty()) {
      flaw = "holds %s (cell %d)".formatted(what, index + 1);
    }
  }

  private void headerCell(char[] buffer, int from, int length) {
    if (!flaw.isEmpty()) {
      throw GambesonException.badInput(
          "%s: the header %s: it is binary, in another encoding, or UTF-16 without a byte order mark. Save it as UTF-8."
              .formatted(file, flaw));
    }
    header.add(new String(buffer, from, length).strip());
    if (header.size() > 100 * limits.columns()) {
      Header.check(file, header, limits.columns());
    }
  }

  private GambesonException tooLong(int length) {
    return length > limits.cellChars()
        ? refuse("has a cell of %,d characters; the limit is %,d", length, limits.cellChars())
        : refuse("has %,d characters or more; the limit is %,d", chars, limits.rowChars());
  }

  private GambesonException refuse(String what, long found, long limit) {
    return GambesonException.badInput(
        "%s: the record on line %d %s."
            .formatted(file, getStartingLineNumber(), what.formatted(found, limit)));
  }

  @Override
  protected Boolean buildRecord() {
    if (ended) {
      return true;
    }
    if (batch == null) {
      if (!empty) {
        Header.check(file, header, limits.columns());
        width = header.size();
        batch = new BatchBuilder(header);
      }
    } else if (empty) {
      emptyLines += width == 1 ? 1 : 0;
    } else if (emptyLines > 0) {
      holding = true;
    } else {
      endRow(batch);
    }
    return true;
  }

  private void endRow(BatchBuilder rows) {
    if (fields != width) {
      rows.flaw("has %d cells, but the header has %d".formatted(fields, width));
    } else if (!flaw.isEmpty()) {
      rows.flaw(flaw);
    } else {
      rows.endRow(chars);
    }
  }

  /// In a table of one column an empty line is a missing cell, unless nothing follows it: so they
  /// wait for the next record, which waits for them. To be called until it says false.
  boolean drain(BatchBuilder rows) {
    if (!holding) {
      return false;
    }
    if (emptyLines > 0) {
      emptyLines--;
      rows.cell(0, "");
      rows.endRow(0);
      return true;
    }
    holding = false;
    rows.cell(0, held);
    endRow(rows);
    return true;
  }

  boolean hasEnded() {
    return ended;
  }

  /// Line on which the current record started.
  long line() {
    return getStartingLineNumber();
  }

  @Nullable BatchBuilder batch() {
    return batch;
  }
}
