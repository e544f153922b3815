package dev.gambeson.data.internal.rows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;

/// The hash of a key for every row of a table, and where wanted a value: 8 or 16 bytes a row. What
/// it says does not depend on the order in which rows came. Rows with the hash 0 do not count.
///
/// The questions are answered in parts, by the highest bits of the hash, so that no part needs
/// memory for more than about a million rows.
public final class RowHashes {
  private static final int PART = 1 << 20;

  private final List<Chunk> chunks = new ArrayList<>();
  private long size;

  /// Rows of a batch.
  ///
  /// @param rows numbers of the rows; none when they count up from `first`
  @SuppressWarnings("ArrayRecordComponent") // never leaves this class
  private record Chunk(long first, long[] rows, long[] hashes, long[] values) {
    long row(int i) {
      return rows.length == 0 ? first + i : rows[i];
    }
  }

  public void add(long[] rowNumbers, long[] hashes) {
    add(rowNumbers, hashes, new long[0]);
  }

  /// Keeps the arrays.
  public void add(long[] rowNumbers, long[] hashes, long[] values) {
    int n = hashes.length;
    if (n == 0) {
      return;
    }
    boolean counting = rowNumbers[n - 1] - rowNumbers[0] == n - 1;
    chunks.add(new Chunk(rowNumbers[0], counting ? new long[0] : rowNumbers, hashes, values));
    size += n;
  }

  public void merge(RowHashes other) {
    chunks.addAll(other.chunks);
    size += other.size;
  }

  private int parts() {
    int parts = 1;
    while (size / parts > PART) {
      parts *= 2;
    }
    return parts;
  }

  private interface Visit {
    void at(Chunk chunk, int i, long hash);
  }

  /// Visits the rows of a part in the order of their numbers.
  private void visit(int part, int parts, Visit visit) {
    int shift = Long.SIZE - Integer.numberOfTrailingZeros(parts);
    for (Chunk chunk : chunks) {
      long[] hashes = chunk.hashes;
      for (int i = 0; i < hashes.length; i++) {
        long hash = hashes[i];
        if (hash != 0 && (parts == 1 || hash >>> shift == part)) {
          visit.at(chunk, i, hash);
        }
      }
    }
  }

  private void sort() {
    chunks.sort(Comparator.comparingLong(Chunk::first));
  }

  /// Tells every row whose hash an earlier row has; ascending within a part only.
  public void repeats(LongConsumer found) {
    sort();
    int parts = parts();
    long[] buffer = new long[1024];
    for (int part = 0; part < parts; part++) {
      Gather gather = new Gather(buffer);
      visit(part, parts, (_, _, hash) -> gather.add(hash));
      buffer = gather.values;
      LongMap twice = twice(gather);
      if (twice.size() > 0) {
        visit(
            part,
            parts,
            (chunk, i, hash) -> {
              if (twice.contains(hash)) {
                if (twice.get(hash, 0) != 0) {
                  found.accept(chunk.row(i));
                }
                twice.put(hash, 1);
              }
            });
      }
    }
  }

  private static final class Gather {
    long[] values;
    int count;

    Gather(long[] values) {
      this.values = values;
    }

    void add(long value) {
      if (count == values.length) {
        values = Arrays.copyOf(values, Math.multiplyExact(count, 2));
      }
      values[count++] = value;
    }
  }

  /// Values that are there more than once, each with 0.
  private static LongMap twice(Gather gather) {
    Arrays.sort(gather.values, 0, gather.count);
    LongMap twice = new LongMap();
    for (int i = 1; i < gather.count; i++) {
      if (gather.values[i] == gather.values[i - 1]) {
        twice.put(gather.values[i], 0);
      }
    }
    return twice;
  }

  /// Tells the rows to be left out so that each hash goes with one value: in each group of rows of
  /// one hash, those whose value is not the most frequent one (of equally frequent ones, the one
  /// that comes first). Their number is the g3 error of the dependency (Kivinen and Mannila 1995).
  /// A value of 0 does not count.
  public void deviations(LongConsumer found) {
    sort();
    int parts = parts();
    for (int part = 0; part < parts; part++) {
      LongMap value = new LongMap();
      LongMap torn = new LongMap();
      visit(
          part,
          parts,
          (chunk, i, hash) -> {
            long own = chunk.values[i];
            if (own != 0) {
              long known = value.get(hash, 0);
              if (known == 0) {
                value.put(hash, own);
              } else if (known != own) {
                torn.put(hash, 0);
              }
            }
          });
      if (torn.size() > 0) {
        deviations(part, parts, torn, found);
      }
    }
  }

  private void deviations(int part, int parts, LongMap torn, LongConsumer found) {
    LongMap counts = new LongMap();
    LongMap best = new LongMap(); // of a hash: its most frequent value
    Visit count =
        (chunk, i, hash) -> {
          long pair = CellHash.join(hash, chunk.values[i]);
          if (pair != 0 && torn.contains(hash)) {
            counts.put(pair, counts.get(pair, 0) + 1);
          }
        };
    Visit choose =
        (chunk, i, hash) -> {
          long pair = CellHash.join(hash, chunk.values[i]);
          if (pair != 0 && torn.contains(hash)) {
            long leader = best.get(hash, 0);
            if (leader == 0 || counts.get(pair, 0) > counts.get(leader, 0)) {
              best.put(hash, pair);
            }
          }
        };
    visit(part, parts, count);
    visit(part, parts, choose);
    visit(
        part,
        parts,
        (chunk, i, hash) -> {
          long pair = CellHash.join(hash, chunk.values[i]);
          if (pair != 0 && torn.contains(hash) && best.get(hash, 0) != pair) {
            found.accept(chunk.row(i));
          }
        });
  }

  /// Tells the rows whose value (bits of a double, NaN does not count) lies before that of the last
  /// row of the same hash.
  public void goingBack(boolean strictly, LongConsumer found) {
    sort();
    int parts = parts();
    for (int part = 0; part < parts; part++) {
      LongMap last = new LongMap();
      visit(
          part,
          parts,
          (chunk, i, hash) -> {
            double value = Double.longBitsToDouble(chunk.values[i]);
            if (!Double.isNaN(value)) {
              if (last.contains(hash)) {
                double before = Double.longBitsToDouble(last.get(hash, 0));
                if (value < before || (strictly && value == before)) {
                  found.accept(chunk.row(i));
                }
              }
              last.put(hash, chunk.values[i]);
            }
          });
    }
  }
}
