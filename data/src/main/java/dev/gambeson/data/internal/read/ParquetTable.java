package dev.gambeson.data.internal.read;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.data.ReadOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/// Reads a flat Parquet file into columns, one column chunk at a time. Nothing the file states
/// about its own sizes is believed before it is checked against the file and the limits.
public final class ParquetTable {
  private static final int MAGIC = 0x31524150; // "PAR1", little-endian
  private static final int ENCRYPTED = 0x45524150; // "PARE"
  private static final int SMALLEST = 12;
  private static final int LARGEST_FOOTER = 64 << 20;

  private final Path file;
  private final ReadOptions options;
  private final FileChannel channel;
  private final long size;

  private ParquetTable(Path file, ReadOptions options, FileChannel channel) throws IOException {
    this.file = file;
    this.options = options;
    this.channel = channel;
    this.size = channel.size();
  }

  /// See [dev.gambeson.data.DataFiles#read].
  public static Dataset read(Path file, ReadOptions options) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new ParquetTable(file, options, channel).read();
    }
  }

  private Dataset read() throws IOException {
    FileMetaData footer = footer();
    try {
      List<SchemaElement> fields = fields(footer);
      checkSizes(footer, fields.size());
      MessageType schema = ParquetTypes.schema(fields);
      List<Column> columns = new ArrayList<>();
      for (int c = 0; c < fields.size(); c++) {
        columns.add(column(footer, fields.get(c), schema, c));
      }
      return new Dataset(String.valueOf(file.getFileName()), columns);
    } catch (GambesonException e) {
      throw e;
    } catch (RuntimeException e) {
      throw damaged("its footer contradicts itself", e);
    }
  }

  private FileMetaData footer() throws IOException {
    if (size < SMALLEST) {
      throw damaged("it is too short to be one", null);
    }
    ByteBuffer end = bytes(size - 8, 8);
    int length = end.getInt();
    int magic = end.getInt();
    if (magic == ENCRYPTED) {
      throw refuse("is encrypted. Decrypt it first");
    }
    if (magic != MAGIC) {
      throw damaged("it does not end in PAR1; was the copy interrupted?", null);
    }
    if (length <= 0 || length > Math.min(size - SMALLEST, LARGEST_FOOTER)) {
      throw damaged("it states a footer of %d bytes".formatted(length), null);
    }
    try {
      byte[] footer = bytes(size - 8 - length, length).array();
      return Util.readFileMetaData(new ByteArrayInputStream(footer), LARGEST_FOOTER);
    } catch (IOException | RuntimeException | StackOverflowError e) { // structures nest
      throw damaged("its footer cannot be decoded", e);
    }
  }

  private ByteBuffer bytes(long from, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw new IOException("the file became shorter while it was read");
      }
    }
    return buffer.flip();
  }

  private List<SchemaElement> fields(FileMetaData footer) {
    List<SchemaElement> all = Optional.ofNullable(footer.getSchema()).orElse(List.of());
    if (all.isEmpty() || footer.getRow_groups() == null) {
      throw damaged("its footer names no columns", null);
    }
    List<SchemaElement> fields = all.subList(1, all.size());
    if (fields.size() > options.limits().columns()) {
      throw refuse(
          "has %,d columns; the limit is %,d".formatted(fields.size(), options.limits().columns()));
    }
    Set<String> seen = new HashSet<>();
    for (SchemaElement field : fields) {
      if (field.getName() == null || field.getName().isEmpty() || !seen.add(field.getName())) {
        throw refuse(
            "has two columns named '%s', or one without a name".formatted(field.getName()));
      }
      boolean flat = field.isSetType() && field.getNum_children() == 0;
      if (!flat || field.getRepetition_type() == FieldRepetitionType.REPEATED) {
        throw refuse(
            "holds nested values in column '%s'. Flatten it: one column per value"
                .formatted(field.getName()));
      }
    }
    return fields;
  }

  private void checkSizes(FileMetaData footer, int columns) {
    long rows = 0;
    for (RowGroup group : Thrift.need(footer.getRow_groups())) {
      List<ColumnChunk> chunks = group.getColumns();
      boolean complete = chunks != null && chunks.size() == columns;
      if (!complete || group.getNum_rows() < 0 || group.getNum_rows() > Integer.MAX_VALUE) {
        throw damaged("a row group does not fit the schema", null);
      }
      rows += group.getNum_rows();
    }
    if (rows != footer.getNum_rows()) {
      throw damaged(
          "it states %d rows, its row groups %d".formatted(footer.getNum_rows(), rows), null);
    }
    if (rows == 0) {
      throw GambesonException.nothingExamined(file + " has columns but no rows.");
    }
    if (rows > options.limits().cells() / columns) {
      throw refuse(
          "has %,d rows of %,d columns; the limit is %,d cells. Audit a random sample of its rows instead"
              .formatted(rows, columns, options.limits().cells()));
    }
    if (rows * columns * 8 > options.limits().memoryBytes()) {
      throw refuse(
          "needs more memory than Java may use. Give it more heap (-Xmx), or audit a random sample of its rows");
    }
  }

  private Column column(FileMetaData footer, SchemaElement field, MessageType schema, int index) {
    try {
      ParquetCells cells =
          new ParquetCells(
              field, Optional.ofNullable(options.types().get(field.getName())), options);
      ColumnDescriptor descriptor = schema.getColumns().get(index);
      for (RowGroup group : Thrift.need(footer.getRow_groups())) {
        readChunk(group, index, descriptor, schema, String.valueOf(footer.getCreated_by()), cells);
      }
      return cells.finish();
    } catch (GambesonException e) {
      throw GambesonException.badInput(file + ": " + e.getMessage() + ".", e);
    } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
      // a decoder that trusts a count inside a page may ask for a huge array; nothing is held then
      throw damaged("column '%s' cannot be decoded".formatted(field.getName()), e);
    }
  }

  private void readChunk(
      RowGroup group,
      int index,
      ColumnDescriptor descriptor,
      MessageType schema,
      String writer,
      ParquetCells cells)
      throws IOException {
    ColumnChunk chunk = Thrift.need(group.getColumns()).get(index);
    ColumnMetaData meta = chunk.getMeta_data();
    if (meta == null || chunk.isSetCrypto_metadata() || chunk.isSetFile_path()) {
      throw GambesonException.badInput(
          "column '%s' is encrypted or kept in another file".formatted(cells.name()));
    }
    long from = meta.getData_page_offset();
    if (meta.isSetDictionary_page_offset() && meta.getDictionary_page_offset() > 0) {
      from = Math.min(from, meta.getDictionary_page_offset());
    }
    long length = meta.getTotal_compressed_size();
    if (from < 4
        || length < 0
        || from > size - length
        || meta.getNum_values() != group.getNum_rows()) {
      throw new IOException("the chunk lies outside the file, or has another number of values");
    }
    try (ParquetPages pages = new ParquetPages(channel, from, length, meta)) {
      ColumnReader reader =
          new ColumnReadStoreImpl(pages, ParquetTypes.noConverter(), schema, writer)
              .getColumnReader(descriptor);
      int present = descriptor.getMaxDefinitionLevel();
      for (long row = 0; row < group.getNum_rows(); row++) {
        if (reader.getCurrentDefinitionLevel() == present) {
          cells.add(reader);
        } else {
          cells.addMissing();
        }
        reader.consume();
      }
    }
  }

  private GambesonException refuse(String what) {
    return GambesonException.badInput(file + " " + what + ".");
  }

  private GambesonException damaged(String what, @Nullable Throwable cause) {
    String message = "%s is not a sound Parquet file: %s.".formatted(file, what);
    return cause == null
        ? GambesonException.badInput(message)
        : GambesonException.badInput(message, cause);
  }
}
