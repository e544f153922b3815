package dev.gambeson.data.internal.read;

import dev.gambeson.core.GambesonException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

/// The footer of a flat Parquet file. Nothing the file states about its own sizes is believed
/// before it is checked against the file and the limits.
public final class ParquetFile {
  private static final int MAGIC = 0x31524150; // "PAR1", little-endian
  private static final int ENCRYPTED = 0x45524150; // "PARE"
  private static final int SMALLEST = 12;
  private static final int LARGEST_FOOTER = 64 << 20;

  private final String name;
  private final long size;
  private final FileMetaData footer;
  private final List<SchemaElement> fields;
  private final MessageType schema;
  private final List<RowGroup> groups;

  /// Gets bytes by position.
  public interface Fetch {
    /// All of them, or an exception.
    byte[] read(long from, int length) throws IOException;
  }

  /// Where a column chunk lies.
  ///
  /// @param from first byte
  /// @param length number of bytes
  public record Span(long from, long length) {}

  /// Reads and checks a footer.
  ///
  /// @param name what messages call the file
  public ParquetFile(String name, long size, Fetch fetch, int maxColumns) throws IOException {
    this.name = name;
    this.size = size;
    this.footer = footer(fetch);
    try {
      this.fields = fields(maxColumns);
      this.groups = Thrift.need(footer.getRow_groups());
      requireConsistent();
      this.schema = ParquetTypes.schema(fields);
    } catch (GambesonException e) {
      throw e;
    } catch (RuntimeException e) {
      throw damaged("its footer contradicts itself", e);
    }
  }

  private FileMetaData footer(Fetch fetch) throws IOException {
    if (size < SMALLEST) {
      throw damaged("it is too short to be one", null);
    }
    ByteBuffer end = ByteBuffer.wrap(fetch.read(size - 8, 8)).order(ByteOrder.LITTLE_ENDIAN);
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
    byte[] bytes = fetch.read(size - 8 - length, length);
    try {
      return Util.readFileMetaData(new ByteArrayInputStream(bytes), LARGEST_FOOTER);
    } catch (IOException | RuntimeException | StackOverflowError e) { // structures nest
      throw damaged("its footer cannot be decoded", e);
    }
  }

  private List<SchemaElement> fields(int maxColumns) {
    List<SchemaElement> all = Optional.ofNullable(footer.getSchema()).orElse(List.of());
    if (all.size() < 2 || footer.getRow_groups() == null) {
      throw damaged("its footer names no columns", null);
    }
    List<SchemaElement> columns = all.subList(1, all.size());
    if (columns.size() > maxColumns) {
      throw refuse("has %,d columns; the limit is %,d".formatted(columns.size(), maxColumns));
    }
    Set<String> seen = new HashSet<>();
    for (SchemaElement field : columns) {
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
    return columns;
  }

  private void requireConsistent() {
    long rows = 0;
    for (RowGroup group : groups) {
      List<ColumnChunk> chunks = group.getColumns();
      boolean complete = chunks != null && chunks.size() == fields.size();
      if (!complete || group.getNum_rows() < 0 || group.getNum_rows() > Integer.MAX_VALUE) {
        throw damaged("a row group does not fit the schema", null);
      }
      rows = Math.addExact(rows, group.getNum_rows());
    }
    if (rows != footer.getNum_rows()) {
      throw damaged(
          "it states %d rows, its row groups %d".formatted(footer.getNum_rows(), rows), null);
    }
  }

  /// Columns, in order.
  public List<SchemaElement> fields() {
    return fields;
  }

  /// Row groups, in order.
  public List<RowGroup> groups() {
    return groups;
  }

  /// Rows in all groups.
  public long rows() {
    return footer.getNum_rows();
  }

  /// Where a chunk lies, within the file.
  public Span span(RowGroup group, int column) throws IOException {
    ColumnChunk chunk = Thrift.need(group.getColumns()).get(column);
    ColumnMetaData meta = chunk.getMeta_data();
    if (meta == null || chunk.isSetCrypto_metadata() || chunk.isSetFile_path()) {
      throw GambesonException.badInput(
          "column '%s' is encrypted or kept in another file"
              .formatted(fields.get(column).getName()));
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
    return new Span(from, length);
  }

  /// Decodes a chunk value by value.
  ///
  /// @param channel holds the chunk
  /// @param shift what to add to a position in the Parquet file to get the one in the channel
  public ColumnReader open(RowGroup group, int column, FileChannel channel, long shift)
      throws IOException {
    Span span = span(group, column);
    ColumnMetaData meta = Thrift.need(Thrift.need(group.getColumns()).get(column).getMeta_data());
    ParquetPages pages = new ParquetPages(channel, span.from() + shift, span.length(), meta);
    return new ColumnReadStoreImpl(
            pages, ParquetTypes.noConverter(), schema, String.valueOf(footer.getCreated_by()))
        .getColumnReader(schema.getColumns().get(column));
  }

  /// Whether the reader stands on a value and not on a null.
  public static boolean isPresent(ColumnReader reader) {
    return reader.getCurrentDefinitionLevel() == reader.getDescriptor().getMaxDefinitionLevel();
  }

  GambesonException refuse(String what) {
    return GambesonException.badInput(name + " " + what + ".");
  }

  /// What is said of a file that contradicts itself.
  public GambesonException damaged(String what, @Nullable Throwable cause) {
    String message = "%s is not a sound Parquet file: %s.".formatted(name, what);
    return cause == null
        ? GambesonException.badInput(message)
        : GambesonException.badInput(message, cause);
  }
}
