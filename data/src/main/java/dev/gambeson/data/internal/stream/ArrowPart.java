package dev.gambeson.data.internal.stream;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.data.source.SourceOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.DictionaryEncoding;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.jspecify.annotations.Nullable;

/// Arrow IPC, file or stream: flat columns of numbers, text, dates, time stamps and decimals, also
/// by dictionary. One record batch is in memory.
final class ArrowPart implements PartReader {
  private final String name;
  private final int cellChars;
  private final ArrowMessages messages;
  private final List<Col> columns = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final Map<Long, String[]> dictionaries = new HashMap<>();
  private final Map<Long, Col> byDictionary = new HashMap<>();
  private final int batchRows;
  private List<ArrowColumn> current = List.of();
  private int position;
  private int rows;
  private long done;

  /// @param values type of the values, which stand in a dictionary when there is an id
  /// @param indexes type of the indexes, same as `values` without a dictionary
  private record Col(String name, ArrowType values, ArrowType indexes, long dictionary) {}

  ArrowPart(Origin origin, SourceOptions options) throws IOException {
    this.name = origin.name();
    this.cellChars = options.limits().cellChars();
    this.messages = new ArrowMessages(origin);
    try {
      readSchema(options.limits().columns());
    } catch (GambesonException e) {
      messages.close();
      throw named(e);
    } catch (IOException e) {
      messages.close();
      throw e;
    } catch (RuntimeException e) {
      messages.close();
      throw damaged(e);
    }
    this.batchRows = BatchBuilder.capacity(names.size());
  }

  private void readSchema(int maxColumns) throws IOException {
    ArrowMessages.Message first = messages.next();
    if (first == null || first.header().headerType() != MessageHeader.Schema) {
      throw new IOException("it does not begin with an Arrow schema");
    }
    Schema schema = (Schema) first.header().header(new Schema());
    if (schema.endianness() != Endianness.Little) {
      throw new IOException("it was written on a big-endian machine; write it as little-endian");
    }
    if (schema.fieldsLength() > maxColumns || schema.fieldsLength() < 1) {
      throw GambesonException.badInput(
          "%s has %,d columns; it must have one at least, and %,d at most."
              .formatted(name, schema.fieldsLength(), maxColumns));
    }
    Set<String> seen = new HashSet<>();
    for (int c = 0; c < schema.fieldsLength(); c++) {
      Field field = schema.fields(c);
      String column = field.name();
      if (column == null || column.isEmpty() || !seen.add(column)) {
        throw GambesonException.badInput(
            "%s has two columns named '%s', or one without a name.".formatted(name, column));
      }
      add(field, column);
    }
  }

  private void add(Field field, String column) {
    ArrowType values = ArrowType.of(field);
    DictionaryEncoding encoding = field.dictionary();
    if (encoding == null) {
      columns.add(new Col(column, values, values, -1));
    } else {
      Int index = encoding.indexType();
      ArrowType indexes =
          index == null
              ? new ArrowType.Real(4, (b, i) -> (double) b.getInt(i))
              : ArrowType.whole(index, field);
      Col col = new Col(column, values, indexes, encoding.id() & Long.MAX_VALUE);
      columns.add(col);
      byDictionary.put(col.dictionary(), col);
    }
    names.add(column);
  }

  private GambesonException named(GambesonException e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith(name)
        ? e
        : GambesonException.badInput("%s: %s.".formatted(name, message), e);
  }

  private GambesonException damaged(Throwable e) {
    return GambesonException.badInput(
        "%s is not a sound Arrow file: a record batch cannot be decoded.".formatted(name), e);
  }

  @Override
  public List<String> names() {
    return List.copyOf(names);
  }

  @Override
  public Optional<Batch> next() throws IOException {
    try {
      while (position == rows) {
        ArrowMessages.Message message = messages.next();
        if (message == null) {
          return Optional.empty();
        }
        take(message);
      }
      return Optional.of(batch(Math.min(batchRows, rows - position)));
    } catch (GambesonException e) {
      throw named(e);
    } catch (RuntimeException | OutOfMemoryError e) {
      current = List.of();
      throw damaged(e);
    }
  }

  private void take(ArrowMessages.Message message) throws IOException {
    switch (message.header().headerType()) {
      case MessageHeader.RecordBatch -> {
        RecordBatch batch = (RecordBatch) message.header().header(new RecordBatch());
        ArrowBody body = new ArrowBody(batch, message.body(), ArrowMessages.LARGEST_BODY);
        List<ArrowColumn> read = new ArrayList<>();
        for (Col col : columns) {
          read.add(body.column(col.name(), col.indexes()));
        }
        body.requireDone();
        current = read;
        position = 0;
        rows = Math.toIntExact(batch.length());
      }
      case MessageHeader.DictionaryBatch ->
          dictionary(
              (DictionaryBatch) message.header().header(new DictionaryBatch()), message.body());
      default -> throw new IOException("it holds a message that belongs to no table");
    }
  }

  private void dictionary(DictionaryBatch dictionary, ByteBuffer bytes) throws IOException {
    long id = dictionary.id() & Long.MAX_VALUE;
    Col col = byDictionary.get(id);
    RecordBatch data = dictionary.data();
    if (col == null || data == null) {
      throw new IOException("it holds a dictionary that no column uses");
    }
    ArrowBody body = new ArrowBody(data, bytes, ArrowMessages.LARGEST_BODY);
    ArrowColumn column = body.column(col.name(), col.values());
    body.requireDone();
    Map<Integer, String> flaws = new HashMap<>();
    String[] values = ArrowColumn.asTexts(column.take(0, column.rows(), cellChars, flaws));
    if (!flaws.isEmpty()) {
      throw new IOException(
          "the dictionary of column '%s' %s"
              .formatted(col.name(), flaws.values().iterator().next()));
    }
    String @Nullable [] before = dictionary.isDelta() ? dictionaries.get(id) : null;
    dictionaries.put(id, before == null ? values : joined(before, values));
  }

  private static String[] joined(String[] a, String[] b) {
    String[] all = java.util.Arrays.copyOf(a, Math.addExact(a.length, b.length));
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  private Batch batch(int count) throws IOException {
    Map<Integer, String> flaws = new HashMap<>();
    List<Cells> cells = new ArrayList<>();
    for (int c = 0; c < columns.size(); c++) {
      Col col = columns.get(c);
      cells.add(
          col.dictionary() < 0
              ? current.get(c).take(position, count, cellChars, flaws)
              : looked(col, current.get(c), count));
    }
    Batch batch = Flawed.batch(names, cells, count, done + 1, flaws);
    position += count;
    done += count;
    return batch;
  }

  private Cells looked(Col col, ArrowColumn indexes, int count) throws IOException {
    String[] dictionary = dictionaries.getOrDefault(col.dictionary(), new String[0]);
    String[] texts = new String[count];
    for (int i = 0; i < count; i++) {
      long index = indexes.index(position + i);
      if (index >= dictionary.length || (index < 0 && !indexes.isMissing(position + i))) {
        throw new IOException(
            "column '%s' points behind the end of its dictionary".formatted(col.name()));
      }
      texts[i] = index < 0 ? "" : dictionary[(int) index];
    }
    return new Cells.Texts(texts);
  }

  @Override
  public long bytesRead() {
    return messages.bytesRead();
  }

  @Override
  public String sha256() throws IOException {
    return messages.sha256();
  }

  @Override
  public void close() throws IOException {
    messages.close();
  }
}
