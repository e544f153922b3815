package dev.gambeson.data.admit;

import dev.gambeson.data.source.TableWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Remembers where admitted rows stood in the source, at the borders of chunks.
final class Trace {
  private long[] firsts = new long[64];
  private long[] lasts = new long[64];
  private int chunks;
  private long rows;
  private final int chunkRows;

  Trace(int chunkRows) {
    this.chunkRows = chunkRows;
  }

  /// Takes in the numbers of rows in the order in which they are written.
  void add(long[] numbers) {
    int i = 0;
    while (i < numbers.length) {
      int inChunk = (int) (rows % chunkRows);
      if (inChunk == 0) {
        begin(numbers[i]);
      }
      int take = Math.min(numbers.length - i, chunkRows - inChunk);
      i += take;
      rows += take;
      lasts[chunks - 1] = numbers[i - 1];
    }
  }

  private void begin(long number) {
    if (chunks == firsts.length) {
      firsts = Arrays.copyOf(firsts, 2 * chunks);
      lasts = Arrays.copyOf(lasts, 2 * chunks);
    }
    firsts[chunks++] = number;
  }

  /// The chunks of the file with the rows they came from.
  List<AdmissionManifest.Chunk> chunks(List<TableWriter.Chunk> written) {
    List<AdmissionManifest.Chunk> all = new ArrayList<>();
    for (TableWriter.Chunk c : written) {
      if (c.rows() > 0) {
        int i = (int) ((c.firstRow() - 1) / chunkRows);
        all.add(
            new AdmissionManifest.Chunk(
                c.rows(), c.sha256(), c.offset(), c.bytes(), firsts[i], lasts[i]));
      }
    }
    return all;
  }
}
