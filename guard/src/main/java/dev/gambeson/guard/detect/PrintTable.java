package dev.gambeson.guard.detect;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// Fingerprints of all clients' queries of the last day, in a table of fixed size where the newer
/// entry wins. Thread-safe without locks. No row can be read from it: an entry is twenty bits of a
/// keyed hash, sixteen each of client and row, and a time.
final class PrintTable {
  private static final int MINUTES = 6; // of one unit of time
  private static final int KEPT = 24 * 60 / MINUTES;

  private final AtomicLongArray entries;
  private final AtomicLong written = new AtomicLong();

  /// @param slots a power of two, of eight bytes each
  PrintTable(int slots) {
    this.entries = new AtomicLongArray(slots);
  }

  /// How many rows it can hold the prints of, or holds, whichever is less.
  long load() {
    return Math.min(written.get(), entries.length() / Prints.BANDS);
  }

  /// Whether another client asked a similar, but not the same row; then remembers this one.
  boolean matches(long[] prints, long client, long row, long epochSecond) {
    int who = (int) (Coordinates.mix(client) >>> 48);
    int what = (int) (Coordinates.mix(row) >>> 48);
    int now = (int) (epochSecond / 60 / MINUTES) & 0xfff;
    long[] rows = new long[prints.length];
    for (int b = 0; b < prints.length; b++) {
      int slot = (int) prints[b] & (entries.length() - 1);
      long tag = prints[b] >>> 44;
      long found = entries.get(slot);
      boolean alive = found != 0 && ((now - (int) (found & 0xfff)) & 0xfff) <= KEPT;
      boolean other = (int) (found >>> 28 & 0xffff) != who && (int) (found >>> 12 & 0xffff) != what;
      if (alive && other && found >>> 44 == tag) {
        rows[b] = found >>> 12 | 1L << 52;
      }
      entries.set(slot, tag << 44 | (long) who << 28 | (long) what << 12 | now);
    }
    written.incrementAndGet();
    return alike(rows) >= Prints.NEEDED;
  }

  /// The largest number of bands that point to the same earlier row.
  private static int alike(long[] rows) {
    int most = 0;
    for (int i = 0; i < rows.length; i++) {
      int same = 0;
      for (int j = 0; j < rows.length && rows[i] != 0; j++) {
        same += (rows[j] & 0xffffffffL) == (rows[i] & 0xffffffffL) && rows[j] != 0 ? 1 : 0;
      }
      most = Math.max(most, same);
    }
    return most;
  }
}
