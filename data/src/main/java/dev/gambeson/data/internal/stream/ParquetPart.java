package dev.gambeson.data.internal.stream;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.data.internal.read.ParquetFile;
import dev.gambeson.data.internal.stream.Origin.Pieces;
import dev.gambeson.data.internal.stream.Origin.Window;
import dev.gambeson.data.source.SourceOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.format.RowGroup;

/// Parquet, one row group after the other, all columns side by side. In memory are one page and one
/// dictionary a column and the batch.
final class ParquetPart implements PartReader {
  private final String name;
  private final Pieces pieces;
  private final ParquetFile file;
  private final List<String> names;
  private final List<ParquetColumnBuffer> buffers = new ArrayList<>();
  private final int batchRows;
  private final List<ColumnReader> readers = new ArrayList<>(); // of the current group
  private int nextGroup;
  private long left; // rows of the current group
  private long row;

  ParquetPart(Origin origin, SourceOptions options) throws IOException {
    this.name = origin.name();
    this.pieces = origin.pieces();
    try {
      this.file = new ParquetFile(name, origin.size(), pieces::read, options.limits().columns());
      this.names = file.fields().stream().map(f -> String.valueOf(f.getName())).toList();
      file.fields()
          .forEach(f -> buffers.add(new ParquetColumnBuffer(f, options.limits().cellChars())));
      this.batchRows = BatchBuilder.capacity(names.size());
    } catch (GambesonException e) {
      pieces.close();
      throw named(e);
    } catch (IOException | RuntimeException e) {
      pieces.close();
      throw e;
    }
  }

  private GambesonException named(GambesonException e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith(name)
        ? e
        : GambesonException.badInput("%s: %s.".formatted(name, message), e);
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public Optional<Batch> next() throws IOException {
    try {
      while (left == 0) {
        if (nextGroup == file.groups().size()) {
          return Optional.empty();
        }
        begin(file.groups().get(nextGroup++));
      }
      return Optional.of(batch((int) Math.min(batchRows, left)));
    } catch (GambesonException e) {
      throw named(e);
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      // a decoder that trusts a count inside a page may ask for a huge array; nothing is held then
      readers.clear();
      throw file.damaged("row group %d cannot be decoded".formatted(nextGroup), e);
    }
  }

  private void begin(RowGroup group) throws IOException {
    readers.clear();
    left = group.getNum_rows();
    if (left == 0) {
      return;
    }
    long from = Long.MAX_VALUE;
    long to = 0;
    for (int c = 0; c < names.size(); c++) {
      ParquetFile.Span span = file.span(group, c);
      from = Math.min(from, span.from());
      to = Math.max(to, span.from() + span.length());
    }
    Window window = pieces.window(from, to);
    for (int c = 0; c < names.size(); c++) {
      readers.add(file.open(group, c, window.channel(), window.shift()));
    }
  }

  private Batch batch(int rows) {
    Map<Integer, String> flaws = new HashMap<>();
    List<Cells> cells = new ArrayList<>(names.size());
    for (int c = 0; c < readers.size(); c++) {
      cells.add(buffers.get(c).take(readers.get(c), rows, flaws));
    }
    Batch batch = Flawed.batch(names, cells, rows, row + 1, flaws);
    row += rows;
    left -= rows;
    return batch;
  }

  @Override
  public long bytesRead() {
    return pieces.bytesRead();
  }

  @Override
  public String sha256() throws IOException {
    return pieces.sha256();
  }

  @Override
  public void close() throws IOException {
    pieces.close();
  }
}
