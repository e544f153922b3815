package dev.gambeson.data.internal.read;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.data.ReadOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;

/// Reads a flat Parquet file into columns, one column chunk at a time.
public final class ParquetTable {
  private final Path file;
  private final ReadOptions options;
  private final FileChannel channel;
  private final ParquetFile parquet;

  private ParquetTable(Path file, ReadOptions options, FileChannel channel) throws IOException {
    this.file = file;
    this.options = options;
    this.channel = channel;
    this.parquet =
        new ParquetFile(file.toString(), channel.size(), this::bytes, options.limits().columns());
  }

  /// See [dev.gambeson.data.DataFiles#read].
  public static Dataset read(Path file, ReadOptions options) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new ParquetTable(file, options, channel).read();
    }
  }

  private Dataset read() {
    checkSizes(parquet.rows(), parquet.fields().size());
    List<Column> columns = new ArrayList<>();
    for (int c = 0; c < parquet.fields().size(); c++) {
      columns.add(column(parquet.fields().get(c), c));
    }
    return new Dataset(String.valueOf(file.getFileName()), columns);
  }

  private byte[] bytes(long from, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw new IOException("the file became shorter while it was read");
      }
    }
    return buffer.array();
  }

  private void checkSizes(long rows, int columns) {
    if (rows == 0) {
      throw GambesonException.nothingExamined(file + " has columns but no rows.");
    }
    if (rows > options.limits().cells() / columns) {
      throw parquet.refuse(
          "has %,d rows of %,d columns; the limit is %,d cells. Audit a random sample of its rows instead"
              .formatted(rows, columns, options.limits().cells()));
    }
    if (rows * columns * 8 > options.limits().memoryBytes()) {
      throw parquet.refuse(
          "needs more memory than Java may use. Give it more heap (-Xmx), or audit a random sample of its rows");
    }
  }

  private Column column(SchemaElement field, int index) {
    try {
      ParquetCells cells =
          new ParquetCells(
              field, Optional.ofNullable(options.types().get(field.getName())), options);
      for (RowGroup group : parquet.groups()) {
        readChunk(group, index, cells);
      }
      return cells.finish();
    } catch (GambesonException e) {
      throw GambesonException.badInput(file + ": " + e.getMessage() + ".", e);
    } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
      // a decoder that trusts a count inside a page may ask for a huge array; nothing is held then
      throw parquet.damaged("column '%s' cannot be decoded".formatted(field.getName()), e);
    }
  }

  private void readChunk(RowGroup group, int index, ParquetCells cells) throws IOException {
    ColumnReader reader = parquet.open(group, index, channel, 0);
    for (long row = 0; row < group.getNum_rows(); row++) {
      if (ParquetFile.isPresent(reader)) {
        cells.add(reader);
      } else {
        cells.addMissing();
      }
      reader.consume();
    }
  }
}
