package dev.gambeson.data.internal.stream;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.data.source.SourceOptions;
import dev.gambeson.data.source.SourceOptions.Limits;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// JSONL: one object a line. The columns are the keys of the first [#SAMPLE] rows, in order of
/// appearance; a later row with another key is a flaw. Numbers keep their spelling, nested values
/// are cells of JSON text as written, a key that is absent, `null` or `""` is a missing cell.
final class JsonlPart implements PartReader {
  private static final int SAMPLE = 1000;
  private static final int SAMPLE_BYTES = 1 << 26;

  private final String name;
  private final CountedInput raw;
  private final Lines lines;
  private final JsonRow json;
  private final Deque<byte[]> sample = new ArrayDeque<>();
  private final Map<String, Integer> columns = new HashMap<>();
  private final BatchBuilder batch;

  JsonlPart(Origin origin, SourceOptions options) throws IOException {
    this.name = origin.name();
    Limits limits = options.limits();
    this.raw = new CountedInput(origin);
    try {
      this.lines = new Lines(name, Unpacked.of(raw, limits), limits.rowChars());
      this.json = new JsonRow(limits);
      List<String> names = new ArrayList<>(sampledKeys(limits));
      for (int c = 0; c < names.size(); c++) {
        columns.put(names.get(c), c);
      }
      this.batch = new BatchBuilder(names);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private Set<String> sampledKeys(Limits limits) throws IOException {
    Set<String> keys = new LinkedHashSet<>();
    int bytes = 0;
    while (sample.size() < SAMPLE && bytes < SAMPLE_BYTES) {
      byte[] line = nextLine();
      if (line == null) {
        break;
      }
      sample.add(line);
      bytes += line.length;
      Set<String> ofRow = new LinkedHashSet<>();
      if (json.read(line, (key, _) -> ofRow.add(key)) == null) {
        keys.addAll(ofRow);
      }
      if (keys.size() > limits.columns()) {
        throw GambesonException.badInput(
            "%s has more than %,d keys, the limit of columns. Are keys used as values?"
                .formatted(name, limits.columns()));
      }
    }
    if (keys.isEmpty()) {
      throw sample.isEmpty()
          ? GambesonException.nothingExamined(name + " is empty.")
          : GambesonException.badInput(
              "%s: none of the first %,d lines is a JSON object with keys. Write one object a line (JSONL), not indented."
                  .formatted(name, sample.size()));
    }
    return keys;
  }

  /// The next line that is not blank.
  private byte @Nullable [] nextLine() throws IOException {
    while (true) {
      byte[] line = lines.next();
      if (line == null || !isBlank(line)) {
        return line == null || lines.number() > 1 ? line : withoutMark(line);
      }
    }
  }

  private static byte[] withoutMark(byte[] line) {
    boolean marked =
        line.length >= 3
            && (line[0] & 0xff) == 0xEF
            && (line[1] & 0xff) == 0xBB
            && (line[2] & 0xff) == 0xBF;
    return marked ? java.util.Arrays.copyOfRange(line, 3, line.length) : line;
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t') {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<String> names() {
    return batch.names();
  }

  @Override
  public Optional<Batch> next() throws IOException {
    while (!batch.isFull()) {
      byte[] line = sample.isEmpty() ? nextLine() : sample.poll();
      if (line == null) {
        break;
      }
      add(line);
    }
    return batch.isEmpty() ? Optional.empty() : Optional.of(batch.take());
  }

  private void add(byte[] line) {
    for (int c = 0; c < batch.names().size(); c++) {
      batch.cell(c, "");
    }
    boolean[] unknown = new boolean[1];
    String flaw =
        json.read(
            line,
            (key, value) -> {
              Integer column = columns.get(key);
              if (column == null) {
                unknown[0] = true;
              } else {
                batch.cell(column, value);
              }
            });
    if (flaw != null) {
      batch.flaw(flaw);
    } else if (unknown[0]) {
      batch.flaw("has a key that none of the first %,d rows has".formatted(SAMPLE));
    } else {
      batch.endRow(line.length);
    }
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
    raw.close();
  }
}
