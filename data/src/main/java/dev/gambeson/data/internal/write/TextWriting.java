package dev.gambeson.data.internal.write;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.data.source.TableWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// What the writers of text formats share: encoding, chunks, columns.
abstract class TextWriting implements TableWriter {
  private static final int FLUSH_CHARS = 1 << 16;

  private final List<String> names;
  private final int chunkRows;
  private final Path target;
  private final StagedFile file;
  private final StringBuilder text = new StringBuilder(FLUSH_CHARS + 4096);
  private final CharsetEncoder encoder =
      StandardCharsets.UTF_8
          .newEncoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 18);
  private int rowsOfChunk;
  private long rows;
  private long formulas;

  TextWriting(Path target, List<String> names, int chunkRows) {
    if (chunkRows < 1) {
      throw new IllegalArgumentException("a chunk needs at least one row");
    }
    this.target = target;
    this.names = List.copyOf(names);
    this.chunkRows = chunkRows;
    this.file = new StagedFile(target);
  }

  /// Appends one row, with its end of line.
  abstract void append(StringBuilder out, List<Cells> columns, int row);

  /// Columns, in the order of the cells.
  final List<String> names() {
    return names;
  }

  /// Where text goes that is no row.
  final StringBuilder text() {
    return text;
  }

  @Override
  public final void write(Batch batch, int[] selected) {
    if (!batch.names().equals(names)) {
      throw new IllegalArgumentException("a batch of other columns");
    }
    formulas += formulas(batch.columns(), selected);
    for (int row : selected) {
      rows++;
      append(text, batch.columns(), row);
      if (++rowsOfChunk == chunkRows) {
        endChunk();
      } else if (text.length() > FLUSH_CHARS) {
        flush();
      }
    }
  }

  static long formulas(List<Cells> columns, int[] rows) {
    long found = 0;
    for (Cells column : columns) {
      if (column instanceof Cells.Texts(String[] values)) {
        for (int row : rows) {
          found += Formulas.isFormula(values[row]) ? 1 : 0;
        }
      }
    }
    return found;
  }

  private void endChunk() {
    flush();
    file.endChunk(rowsOfChunk);
    rowsOfChunk = 0;
  }

  private void flush() {
    CharBuffer chars = CharBuffer.wrap(text);
    encoder.reset();
    CoderResult result;
    do {
      result = encoder.encode(chars, bytes.clear(), true);
      file.append(bytes.flip());
    } while (result.isOverflow());
    if (result.isError()) {
      throw GambesonException.badInput(
          "%s cannot be written: row %,d or one shortly before it holds half a character (a lone surrogate), which is no Unicode text."
              .formatted(target, rows));
    }
    text.setLength(0);
  }

  @Override
  public final Written finish() {
    if (rowsOfChunk > 0 || !text.isEmpty()) {
      endChunk();
    }
    return file.finish(formulas);
  }

  @Override
  public final void close() {
    file.close();
  }
}
