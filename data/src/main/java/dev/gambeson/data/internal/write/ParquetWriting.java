package dev.gambeson.data.internal.write;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.data.source.TableWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/// Writes flat Parquet: a row group a chunk, one plain page a column, packed with Snappy, no
/// statistics. A column is of doubles or of text, as it was in the first batch.
public final class ParquetWriting implements TableWriter {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final long LARGEST_GROUP = 128 << 20;

  private final Path target;
  private final List<String> names;
  private final int chunkRows;
  private final StagedFile file;
  private final List<ParquetColumnWriting> columns = new ArrayList<>();
  private final List<RowGroup> groups = new ArrayList<>();
  private int rowsOfGroup;
  private long rows;
  private long formulas;

  /// See [dev.gambeson.data.source.TableWriters#open].
  public ParquetWriting(Path target, List<String> names, int chunkRows) {
    if (chunkRows < 1) {
      throw new IllegalArgumentException("a chunk needs at least one row");
    }
    this.target = target;
    this.names = List.copyOf(names);
    this.chunkRows = chunkRows;
    this.file = new StagedFile(target);
    file.append(ByteBuffer.wrap(MAGIC));
    file.beginChunk();
  }

  @Override
  public void write(Batch batch, int[] selected) {
    if (!batch.names().equals(names)) {
      throw new IllegalArgumentException("a batch of other columns");
    }
    if (columns.isEmpty()) {
      for (int c = 0; c < names.size(); c++) {
        columns.add(
            new ParquetColumnWriting(
                names.get(c), batch.columns().get(c) instanceof Cells.Numbers));
      }
    }
    formulas += TextWriting.formulas(batch.columns(), selected);
    for (int row : selected) {
      long bytes = 0;
      for (int c = 0; c < columns.size(); c++) {
        add(columns.get(c), batch.columns().get(c), row);
        bytes += columns.get(c).bytes();
      }
      rows++;
      if (++rowsOfGroup == chunkRows || bytes > LARGEST_GROUP) {
        endGroup();
      }
    }
  }

  private void add(ParquetColumnWriting column, Cells cells, int row) {
    if (!column.add(cells, row)) {
      throw GambesonException.badInput(
          "%s cannot be written: %s. Write CSV or JSONL instead."
              .formatted(
                  target,
                  cells instanceof Cells.Texts && column.isNumeric()
                      ? "column '%s' began with numbers, and row %,d has what is none, or more digits than a double"
                          .formatted(column.name(), rows + 1)
                      : "column '%s', row %,d holds half a character (a lone surrogate)"
                          .formatted(column.name(), rows + 1)));
    }
  }

  private void endGroup() {
    long from = file.position();
    List<ColumnChunk> chunks = new ArrayList<>();
    long unpacked = 0;
    for (ParquetColumnWriting column : columns) {
      ColumnMetaData meta = chunk(column);
      unpacked += meta.getTotal_uncompressed_size();
      chunks.add(new ColumnChunk(0).setMeta_data(meta));
    }
    groups.add(
        new RowGroup(chunks, unpacked, rowsOfGroup)
            .setFile_offset(from)
            .setTotal_compressed_size(file.position() - from)
            .setOrdinal((short) Math.min(groups.size(), Short.MAX_VALUE)));
    file.endChunk(rowsOfGroup);
    rowsOfGroup = 0;
  }

  private ColumnMetaData chunk(ParquetColumnWriting column) {
    long at = file.position();
    ParquetColumnWriting.Page page = column.take(rowsOfGroup);
    file.append(ByteBuffer.wrap(page.header()));
    file.append(ByteBuffer.wrap(page.packed(), 0, page.packedLength()));
    return new ColumnMetaData(
        column.isNumeric() ? Type.DOUBLE : Type.BYTE_ARRAY,
        List.of(Encoding.PLAIN, Encoding.RLE),
        List.of(column.name()),
        CompressionCodec.SNAPPY,
        rowsOfGroup,
        (long) page.header().length + page.unpackedLength(),
        file.position() - at,
        at);
  }

  @Override
  public Written finish() {
    if (rowsOfGroup > 0) {
      endGroup();
    }
    try {
      ByteArrayOutputStream footer = new ByteArrayOutputStream();
      Util.writeFileMetaData(
          new FileMetaData(1, schema(), rows, groups).setCreated_by("gambeson"), footer);
      file.append(ByteBuffer.wrap(footer.toByteArray()));
      ByteBuffer end = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      file.append(end.putInt(footer.size()).put(MAGIC).flip());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // into memory
    }
    return file.finish(formulas);
  }

  private List<SchemaElement> schema() {
    List<SchemaElement> schema = new ArrayList<>();
    schema.add(new SchemaElement("table").setNum_children(names.size()));
    for (int c = 0; c < names.size(); c++) {
      SchemaElement field =
          new SchemaElement(names.get(c)).setRepetition_type(FieldRepetitionType.OPTIONAL);
      boolean numeric = !columns.isEmpty() && columns.get(c).isNumeric();
      schema.add(
          numeric
              ? field.setType(Type.DOUBLE)
              : field
                  .setType(Type.BYTE_ARRAY)
                  .setConverted_type(ConvertedType.UTF8)
                  .setLogicalType(LogicalType.STRING(new StringType())));
    }
    return schema;
  }

  @Override
  public void close() {
    file.close();
  }
}
