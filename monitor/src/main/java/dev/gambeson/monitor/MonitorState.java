package dev.gambeson.monitor;

import dev.gambeson.core.data.Rows;
import dev.gambeson.monitor.reference.Layout;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What was counted so far, by window, and a sample of rows by day. Merging is exact, associative
/// and commutative, so the states of several nodes give one state whatever the order.
///
/// Not thread-safe.
final class MonitorState {
  private static final int DAYS = 3;

  private final int size;
  private final int keep;
  private final int width;
  private final int sampled;
  private final NavigableMap<Long, long[]> windows = new TreeMap<>();
  private final NavigableMap<Long, RowSample> samples = new TreeMap<>();

  /// @param layout of a window's counts
  /// @param keep most windows kept; the oldest give way
  /// @param sampled rows kept per day
  MonitorState(Layout layout, int keep, int sampled) {
    this.size = layout.size();
    this.width = layout.space().width();
    this.keep = keep;
    this.sampled = sampled;
  }

  /// The counts of a window, made when there is none yet.
  long[] window(long index) {
    long[] counts = windows.get(index);
    if (counts == null) {
      counts = new long[size];
      windows.put(index, counts);
      if (windows.size() > keep) {
        windows.pollFirstEntry();
      }
    }
    return counts;
  }

  /// Whether rows of this window are no longer counted: it gave way already.
  boolean isPast(long index) {
    return windows.size() >= keep && index < windows.firstKey();
  }

  /// Takes in the sample of a day.
  void sample(long day, RowSample rows) {
    if (samples.size() < DAYS || day >= samples.firstKey()) {
      samples.computeIfAbsent(day, _ -> new RowSample(sampled)).merge(rows);
      if (samples.size() > DAYS) {
        samples.pollFirstEntry();
      }
    }
  }

  /// The sample of the newest day before this one; no rows when there is none.
  Rows sampleBefore(long day) {
    Map.Entry<Long, RowSample> last = samples.lowerEntry(day);
    return last == null ? new Rows(0, width, new double[0]) : last.getValue().rows(width);
  }

  /// Adds what another has counted.
  void merge(MonitorState other) {
    for (Map.Entry<Long, long[]> entry : other.windows.entrySet()) {
      if (!isPast(entry.getKey())) {
        Layout.merge(window(entry.getKey()), entry.getValue());
      }
    }
    other.samples.forEach(this::sample);
  }

  NavigableMap<Long, long[]> windows() {
    return windows;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(windows.size());
    for (Map.Entry<Long, long[]> entry : windows.entrySet()) {
      out.writeLong(entry.getKey());
      Sparse.write(out, entry.getValue());
    }
    out.writeInt(samples.size());
    for (Map.Entry<Long, RowSample> entry : samples.entrySet()) {
      out.writeLong(entry.getKey());
      entry.getValue().write(out);
    }
  }

  /// Adds what was written.
  void mergeFrom(DataInput in) throws IOException {
    int n = in.readInt();
    for (int i = 0; i < n; i++) { // ends with the input, whatever n says
      long index = in.readLong();
      long[] counts = Sparse.read(in, size);
      if (!isPast(index)) {
        Layout.merge(window(index), counts);
      }
    }
    int days = in.readInt();
    for (int i = 0; i < days; i++) {
      sample(in.readLong(), RowSample.read(in, sampled, width));
    }
  }
}
