package dev.gambeson.data;

import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.data.source.BatchReader;
import dev.gambeson.data.source.TableSource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/// A table in memory as a source of batches.
public final class DatasetSource implements TableSource {
  private static final int ROWS = 8192;

  private final Dataset data;

  /// @param data the table
  public DatasetSource(Dataset data) {
    this.data = data;
  }

  @Override
  public String name() {
    return data.name();
  }

  @Override
  public String kind() {
    return "memory";
  }

  @Override
  public OptionalLong bytes() {
    return OptionalLong.empty();
  }

  @Override
  public BatchReader open() {
    return new Reader(data);
  }

  private static final class Reader implements BatchReader {
    private final Dataset data;
    private final MessageDigest digest = Sha256.digest();
    private String sha256 = "";
    private int next;
    private long bytes;

    Reader(Dataset data) {
      this.data = data;
      data.columnNames().forEach(this::take);
    }

    @Override
    public List<String> names() {
      return data.columnNames();
    }

    @Override
    public Optional<Batch> next() {
      if (next >= data.size()) {
        if (sha256.isEmpty()) {
          sha256 = HexFormat.of().formatHex(digest.digest());
        }
        return Optional.empty();
      }
      int from = next;
      next = Math.min(data.size(), from + ROWS);
      int to = next;
      List<Cells> cells = data.columns().stream().map(c -> cells(c, from, to)).toList();
      for (int row = 0; row < to - from; row++) {
        for (Cells c : cells) {
          take(c.text(row));
        }
      }
      long[] numbers = LongStream.range(from, to).map(r -> r + 1).toArray();
      return Optional.of(new Batch(data.columnNames(), cells, numbers, List.of()));
    }

    private static Cells cells(Column column, int from, int to) {
      return switch (column) {
        case NumericColumn c -> new Cells.Numbers(Arrays.copyOfRange(c.values(), from, to));
        case TextColumn c -> {
          String[] texts = new String[to - from];
          Arrays.setAll(texts, i -> c.text(from + i));
          yield new Cells.Texts(texts);
        }
      };
    }

    /// Length first, so that no two tables write the same bytes.
    private void take(String cell) {
      byte[] text = cell.getBytes(StandardCharsets.UTF_8);
      digest.update(
          new byte[] {
            (byte) (text.length >> 24),
            (byte) (text.length >> 16),
            (byte) (text.length >> 8),
            (byte) text.length
          });
      digest.update(text);
      bytes += text.length;
    }

    @Override
    public long bytesRead() {
      return bytes;
    }

    @Override
    public String sha256() {
      if (sha256.isEmpty()) {
        throw new IllegalStateException("the table has not been read to its end");
      }
      return sha256;
    }

    @Override
    public void close() {
      // nothing is held open
    }
  }
}
