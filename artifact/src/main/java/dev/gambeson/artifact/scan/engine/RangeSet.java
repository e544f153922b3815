package dev.gambeson.artifact.scan.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Stretches of bytes, merged where they touch.
public final class RangeSet {
  private final TreeMap<Long, Long> ends = new TreeMap<>();

  /// From (inclusive) to (exclusive).
  public record Range(long from, long to) {
    /// Number of bytes.
    public long length() {
      return to - from;
    }
  }

  /// Adds from (inclusive) to (exclusive).
  public void add(long from, long to) {
    if (from >= to) {
      return;
    }
    long start = from;
    long end = to;
    Map.Entry<Long, Long> before = ends.floorEntry(from);
    if (before != null && before.getValue() >= from) {
      start = before.getKey();
      end = Math.max(end, before.getValue());
    }
    Map.Entry<Long, Long> next = ends.ceilingEntry(start);
    while (next != null && next.getKey() <= end) {
      end = Math.max(end, next.getValue());
      ends.remove(next.getKey());
      next = ends.ceilingEntry(start);
    }
    ends.put(start, end);
  }

  void addAll(RangeSet other) {
    other.ends.forEach(this::add);
  }

  /// What is missing from 0 to `size`.
  public List<Range> gaps(long size) {
    List<Range> gaps = new ArrayList<>();
    long at = 0;
    for (Map.Entry<Long, Long> e : ends.entrySet()) {
      if (e.getKey() > at) {
        gaps.add(new Range(at, Math.min(e.getKey(), size)));
      }
      at = Math.max(at, e.getValue());
    }
    if (at < size) {
      gaps.add(new Range(at, size));
    }
    return gaps;
  }
}
