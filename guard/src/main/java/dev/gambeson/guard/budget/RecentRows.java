package dev.gambeson.guard.budget;

import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.Query;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLongArray;

/// Remembers which rows each client was answered lately, as 64-bit keyed fingerprints: an exact
/// retry tells a client nothing new.
///
/// Memory is fixed. When a neighbourhood is full, an arbitrary older row is forgotten, and then
/// asking it again costs once more: never the other way round. A row is taken for one it is not
/// with a chance of 2^-60 per question. Holds nothing of the rows themselves.
public final class RecentRows {
  private static final int WAYS = 8;

  private final AtomicLongArray prints;
  private final int mask;
  private final MacKey key;

  /// @param capacity how many rows are remembered, 8 bytes each; 1024 to 2^27, rounded up to a
  ///   power of two
  /// @param key secret of the fingerprints; need not outlive the process
  public RecentRows(int capacity, MacKey key) {
    if (capacity < 1024 || capacity > 1 << 27) {
      throw new IllegalArgumentException(
          "capacity is %d, but must be 1024 to 2^27.".formatted(capacity));
    }
    int size = Integer.highestOneBit(capacity - 1) << 1;
    this.prints = new AtomicLongArray(size);
    this.mask = size - WAYS;
    this.key = key.derive("gambeson recent rows");
  }

  /// Fingerprints of a query's rows, one for each.
  ///
  /// @param shape names what is answered
  public long[] prints(Query query, String shape) {
    byte[] context =
        String.join("\n", query.client().key(), query.model(), query.version(), shape, "")
            .getBytes(StandardCharsets.UTF_8);
    long[] result = new long[query.rows().count()];
    for (int row = 0; row < result.length; row++) {
      byte[] bytes = MacKey.bytes(query.rows(), row);
      byte[] all =
          ByteBuffer.allocate(context.length + bytes.length).put(context).put(bytes).array();
      long print = ByteBuffer.wrap(key.mac(all)).getLong();
      result[row] = print == 0 ? 1 : print; // 0 marks a free place
    }
    return result;
  }

  /// Whether the row was answered lately.
  public boolean knows(long print) {
    int from = place(print);
    for (int i = from; i < from + WAYS; i++) {
      if (prints.get(i) == print) {
        return true;
      }
    }
    return false;
  }

  /// Remembers a row.
  ///
  /// @return whether it was new
  public boolean add(long print) {
    int from = place(print);
    for (int i = from; i < from + WAYS; i++) {
      long there = prints.get(i);
      if (there == print) {
        return false;
      }
      if (there == 0 && prints.compareAndSet(i, 0, print)) {
        return true;
      }
    }
    prints.set(from + (int) (print & (WAYS - 1)), print);
    return true;
  }

  private int place(long print) {
    return (int) (print >>> 32) & mask;
  }
}
