package dev.gambeson.data.internal.read;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.data.ReadOptions;
import dev.gambeson.data.ReadOptions.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Reads a CSV file into columns: in one pass, or two when text turns up late in a column.
public final class CsvTable {
  private static final int BUFFER_SLACK = 1 << 16;
  private static final long LONGEST_HEADER = 1 << 24;

  private final Path file;
  private final ReadOptions options;
  private final char delimiter;

  private CsvTable(Path file, ReadOptions options) throws IOException {
    this.file = file;
    this.options = options;
    char likely = Header.delimiter(file, LONGEST_HEADER); // also bounds the header
    this.delimiter = options.delimiter().orElse(likely);
  }

  /// See [dev.gambeson.data.DataFiles#read].
  public static Dataset read(Path file, ReadOptions options) throws IOException {
    return new CsvTable(file, options).read();
  }

  private Dataset read() throws IOException {
    Map<Integer, Column> columns = new TreeMap<>();
    List<ColumnReader> readers =
        scan((_, name) ->
            new ColumnReader(
                name, Optional.ofNullable(options.types().get(name)), options.missing()));
    Set<Integer> again = finish(readers, columns);
    if (!again.isEmpty()) {
      finish(
          scan((index, name) ->
              again.contains(index)
                  ? new ColumnReader(name, Optional.of(Kind.TEXT), options.missing())
                  : ColumnReader.ignoring(name)),
          columns);
    }
    return new Dataset(String.valueOf(file.getFileName()), new ArrayList<>(columns.values()));
  }

  /// Finishes the columns that can be, dropping each reader as soon as its column stands.
  ///
  /// @return those that must be read again
  private Set<Integer> finish(List<ColumnReader> readers, Map<Integer, Column> columns) {
    Set<Integer> again = new HashSet<>();
    for (int c = 0; c < readers.size(); c++) {
      ColumnReader reader = readers.get(c);
      if (reader.mustBeReadAgain()) {
        again.add(c);
      } else {
        try {
          columns.put(c, reader.finish());
        } catch (GambesonException e) {
          throw named(e);
        }
      }
      readers.set(c, ColumnReader.ignoring(""));
    }
    return again;
  }

  private List<ColumnReader> scan(RecordHandler.Columns factory) throws IOException {
    RecordHandler handler = new RecordHandler(file, options.limits(), factory);
    try (CsvReader<Boolean> reader =
        CsvReader.builder()
            .fieldSeparator(delimiter)
            .skipEmptyLines(false)
            .allowExtraFields(true) // counted, and refused, by the handler
            .allowMissingFields(true)
            .maxBufferSize(
                (int) Math.min(1L << 30, (long) options.limits().fieldChars() + BUFFER_SLACK))
            .build(handler, new StrictReader(file))) {
      for (Boolean _ : reader) {
        // the handler takes what it needs
      }
    } catch (CsvParseException e) {
      throw explain(e, handler);
    }
    handler.requireEnd();
    if (handler.rows() == 0) {
      throw GambesonException.nothingExamined(
          handler.columns().isEmpty() ? file + " is empty." : file + " has a header but no rows.");
    }
    return handler.columns();
  }

  private GambesonException explain(CsvParseException e, RecordHandler handler) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
      if (cause instanceof GambesonException g) {
        return String.valueOf(g.getMessage()).startsWith(file.toString()) ? g : named(g);
      }
    }
    String message = String.valueOf(cause.getMessage());
    String what =
        message.contains("buffer size")
            ? "has a cell of more than %,d characters, or a quote that is never closed"
                .formatted(options.limits().fieldChars())
            : message.contains("closing quote")
                ? "has text after a closing quote: quotes inside a quoted cell must be doubled"
                : "cannot be read (" + message + ")";
    return GambesonException.badInput(
        "%s: the record on line %d %s.".formatted(file, handler.line(), what), e);
  }

  private GambesonException named(GambesonException e) {
    return GambesonException.badInput(file + ": " + e.getMessage() + ".", e);
  }
}
