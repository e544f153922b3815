package dev.gambeson.data.internal.stream;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.data.internal.read.Header;
import dev.gambeson.data.internal.read.StrictReader;
import dev.gambeson.data.source.SourceOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// CSV as [dev.gambeson.data.DataFiles#read] describes it, row by row: a record with another number
/// of cells than the header, or with bytes that are no text, is a flaw and the next one goes on. A
/// quote that is never closed, or text behind a closing quote, ends the reading: nobody can say
/// where the next row begins.
final class CsvPart implements PartReader {
  private static final int BUFFER_SLACK = 1 << 16;
  private static final long LONGEST_HEADER = 1 << 24;

  private final String name;
  private final SourceOptions options;
  private final CountedInput raw;
  private final CsvRows rows;
  private final CsvReader<Boolean> reader;
  private final Iterator<Boolean> records;
  private final BatchBuilder batch;

  CsvPart(Origin origin, SourceOptions options) throws IOException {
    this.name = origin.name();
    this.options = options;
    this.raw = new CountedInput(origin);
    try {
      InputStream text = Unpacked.of(raw, options.limits());
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      char delimiter = delimiter(new Recorded(text, head));
      InputStream whole =
          new SequenceInputStream(new ByteArrayInputStream(head.toByteArray()), text);
      StrictReader decoder = new StrictReader(name, whole, true);
      this.rows = new CsvRows(name, options.limits(), decoder);
      this.reader = parser(options.delimiter().orElse(delimiter), decoder);
      this.records = reader.iterator();
      this.batch = header();
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private char delimiter(InputStream in) throws IOException {
    return Header.delimiter(name, new StrictReader(name, in, true), LONGEST_HEADER);
  }

  private CsvReader<Boolean> parser(char delimiter, StrictReader decoder) {
    return CsvReader.builder()
        .fieldSeparator(delimiter)
        .skipEmptyLines(false)
        .allowExtraFields(true) // counted, and flawed, by the handler
        .allowMissingFields(true)
        .maxBufferSize((int) Math.min(1L << 30, (long) options.limits().cellChars() + BUFFER_SLACK))
        .build(rows, decoder);
  }

  private BatchBuilder header() throws IOException {
    while (rows.batch() == null && !rows.hasEnded() && advance()) {
      // empty lines before the header
    }
    BatchBuilder found = rows.batch();
    if (found == null) {
      throw GambesonException.nothingExamined(name + " is empty.");
    }
    return found;
  }

  private boolean advance() throws IOException {
    try {
      if (!records.hasNext()) {
        return false;
      }
      records.next();
      return true;
    } catch (CsvParseException e) {
      throw explain(e);
    }
  }

  private GambesonException explain(CsvParseException e) throws IOException {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
      if (cause instanceof GambesonException g) {
        return g;
      }
    }
    String message = String.valueOf(cause.getMessage());
    if (message.contains("closing quote")) {
      return refuse(
          "has text after a closing quote: quotes inside a quoted cell must be doubled", e);
    }
    if (message.contains("buffer size")) {
      return refuse(
          "has a cell of more than %,d characters, or a quote that is never closed"
              .formatted(options.limits().cellChars()),
          e);
    }
    if (cause instanceof IOException io) {
      throw io;
    }
    return refuse("cannot be read (" + message + ")", e);
  }

  private GambesonException refuse(String what, CsvParseException e) {
    return GambesonException.badInput(
        "%s: the record on line %d %s.".formatted(name, rows.line(), what), e);
  }

  @Override
  public List<String> names() {
    return batch.names();
  }

  @Override
  public Optional<Batch> next() throws IOException {
    boolean more = true;
    while (more && !batch.isFull()) {
      more = rows.drain(batch) || advance();
    }
    if (!more && !rows.hasEnded()) {
      throw GambesonException.badInput(
          "%s: the record on line %d opens a quote that is never closed."
              .formatted(name, rows.line()));
    }
    return batch.isEmpty() ? Optional.empty() : Optional.of(batch.take());
  }

  @Override
  public long bytesRead() {
    return raw.count();
  }

  @Override
  public String sha256() throws IOException {
    return raw.sha256();
  }

  @Override
  public void close() throws IOException {
    try (raw) {
      reader.close();
    }
  }

  /// Remembers what passes.
  private static final class Recorded extends InputStream {
    private final InputStream in;
    private final ByteArrayOutputStream copy;

    Recorded(InputStream in, ByteArrayOutputStream copy) {
      this.in = in;
      this.copy = copy;
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      if (b >= 0) {
        copy.write(b);
      }
      return b;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
      int n = in.read(buffer, from, length);
      if (n > 0) {
        copy.write(buffer, from, n);
      }
      return n;
    }
  }
}
