package dev.gambeson.monitor;

import dev.gambeson.monitor.reference.Layout;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What was counted so far, by window. Merging is exact, associative and commutative, so the states
/// of several nodes give one state whatever the order.
///
/// Not thread-safe.
final class MonitorState {
  private final int size;
  private final int keep;
  private final NavigableMap<Long, long[]> windows = new TreeMap<>();

  /// @param size length of a window's counts
  /// @param keep most windows kept; the oldest give way
  MonitorState(int size, int keep) {
    this.size = size;
    this.keep = keep;
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

  /// Adds what another has counted.
  void merge(MonitorState other) {
    for (Map.Entry<Long, long[]> entry : other.windows.entrySet()) {
      if (!isPast(entry.getKey())) {
        Layout.merge(window(entry.getKey()), entry.getValue());
      }
    }
  }

  /// Forgets everything.
  void clear() {
    windows.clear();
  }

  NavigableMap<Long, long[]> windows() {
    return windows;
  }

  int size() {
    return size;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MonitorState that
        && windows.keySet().equals(that.windows.keySet())
        && windows.entrySet().stream()
            .allMatch(e -> Arrays.equals(e.getValue(), that.windows.get(e.getKey())));
  }

  @Override
  public int hashCode() {
    return windows.keySet().hashCode();
  }
}
