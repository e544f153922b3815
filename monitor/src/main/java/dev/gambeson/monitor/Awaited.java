package dev.gambeson.monitor;

import dev.gambeson.monitor.reference.Layout.Awaiting;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/// Rows that wait for their outcome, by a 64-bit key: a ring in which the oldest give way, with a
/// table of open addressing to find them. Memory is fixed: 36 bytes a row. Not thread-safe.
final class Awaited {
  private final long[] keys;
  private final long[] windows;
  private final long[] times;
  private final int[] labels;
  private final float[] scores;
  private final int[] groups;
  private final int[] table; // slot + 1, 0 free
  private int next;
  private int size;
  private long lost;

  /// A row with the window that it was counted in and its time in milliseconds.
  record Found(Awaiting row, long window, long time) {}

  /// @param capacity most rows, at least 1
  Awaited(int capacity) {
    this.keys = new long[capacity];
    this.windows = new long[capacity];
    this.times = new long[capacity];
    this.labels = new int[capacity];
    this.scores = new float[capacity];
    this.groups = new int[capacity];
    this.table = new int[Integer.highestOneBit(capacity) * 4];
    Arrays.fill(labels, -1);
  }

  /// Remembers a row. A row of the same key gives way, and so does the oldest when there is no
  /// room.
  void put(long key, Awaiting row, long window, long time) {
    remove(key);
    if (labels[next] >= 0) {
      lost++;
      drop(find(keys[next]));
    }
    keys[next] = key;
    windows[next] = window;
    times[next] = time;
    labels[next] = row.label();
    scores[next] = row.score();
    groups[next] = row.groups();
    int at = home(key);
    while (table[at] != 0) {
      at = at + 1 & table.length - 1;
    }
    table[at] = next + 1;
    size++;
    next = next + 1 == keys.length ? 0 : next + 1;
  }

  /// Takes a row out.
  Optional<Found> remove(long key) {
    int at = find(key);
    if (at < 0) {
      return Optional.empty();
    }
    int slot = table[at] - 1;
    Found found =
        new Found(
            new Awaiting(labels[slot], scores[slot], groups[slot]), windows[slot], times[slot]);
    drop(at);
    return Optional.of(found);
  }

  private int find(long key) {
    for (int at = home(key); table[at] != 0; at = at + 1 & table.length - 1) {
      if (keys[table[at] - 1] == key) {
        return at;
      }
    }
    return -1;
  }

  private int home(long key) {
    return (int) ((key * 0x9E3779B97F4A7C15L) >>> 33) & table.length - 1;
  }

  /// Frees a place of the table and moves back what would no longer be found (Knuth, TAOCP 3,
  /// algorithm 6.4 R).
  private void drop(int at) {
    labels[table[at] - 1] = -1;
    size--;
    int mask = table.length - 1;
    int hole = at;
    for (int i = at + 1 & mask; table[i] != 0; i = i + 1 & mask) {
      int home = home(keys[table[i] - 1]);
      if ((i - home & mask) >= (i - hole & mask)) {
        table[hole] = table[i];
        hole = i;
      }
    }
    table[hole] = 0;
  }

  /// How many wait.
  int size() {
    return size;
  }

  /// How many gave way before their outcome came.
  long lost() {
    return lost;
  }

  /// Writes those that are not older than this, oldest first.
  void write(DataOutput out, long since) throws IOException {
    int count = 0;
    for (int i = 0; i < keys.length; i++) {
      count += labels[i] >= 0 && times[i] >= since ? 1 : 0;
    }
    out.writeInt(count);
    for (int i = 0; i < keys.length; i++) {
      int slot = (next + i) % keys.length;
      if (labels[slot] >= 0 && times[slot] >= since) {
        out.writeLong(keys[slot]);
        out.writeLong(windows[slot]);
        out.writeLong(times[slot]);
        out.writeInt(labels[slot]);
        out.writeFloat(scores[slot]);
        out.writeInt(groups[slot]);
      }
    }
  }

  /// One row as it was written.
  record Written(long key, Awaiting row, long window, long time) {
    static Written read(DataInput in) throws IOException {
      long key = in.readLong();
      long window = in.readLong();
      long time = in.readLong();
      return new Written(
          key, new Awaiting(in.readInt(), in.readFloat(), in.readInt()), window, time);
    }
  }
}
