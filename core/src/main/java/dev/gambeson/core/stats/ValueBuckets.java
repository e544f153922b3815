package dev.gambeson.core.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A histogram of finite doubles whose buckets are runs of neighbouring bit patterns. It begins
/// with one bucket per distinct value and halves its resolution whenever more than `capacity`
/// buckets are in use. The resolution in the end is the finest one that fits all values, so the
/// state depends on the collection of values alone.
///
/// While `shift` low bits are dropped, the two ends of a bucket differ by at most [#relativeWidth]
/// of their size: ten powers of two at 4,096 buckets give about 0.25 %, and a narrow range far from
/// zero (years, time stamps) as much more as its bits allow. Who spreads values over all powers of
/// two makes every bucket coarse; [#relativeWidth] tells.
///
/// As DDSketch (Masson et al. 2019) it bounds the relative error; unlike it, it never lumps one end
/// together. Not thread-safe.
public final class ValueBuckets {
  private final int capacity;
  private int shift;
  private long[] keys = new long[16];
  private long[] counts = new long[16]; // 0: the slot is free
  private int size;
  private long total;

  /// @param capacity most buckets in use, at least 4
  public ValueBuckets(int capacity) {
    if (capacity < 4) {
      throw new IllegalArgumentException("capacity is " + capacity + ", must be at least 4");
    }
    this.capacity = capacity;
  }

  /// Takes in a finite number, `times` times over. `-0.0` counts as `0.0`.
  public void add(double value, long times) {
    if (times > 0) {
      put(OrderedBits.of(value) >> shift, times);
      total += times;
    }
  }

  private void put(long key, long times) {
    int slot = slot(key);
    if (counts[slot] == 0) {
      keys[slot] = key;
      size++;
    }
    counts[slot] += times;
    if (size > capacity) {
      coarsen();
    } else if (2 * size > keys.length) {
      rebuild(keys.length * 2, 0);
    }
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 40) & mask;
    while (counts[slot] != 0 && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void coarsen() {
    while (size > capacity) {
      rebuild(keys.length, 1);
    }
  }

  private void rebuild(int length, int dropped) {
    long[] oldKeys = keys;
    long[] oldCounts = counts;
    keys = new long[length];
    counts = new long[length];
    size = 0;
    shift += dropped;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldCounts[i] != 0) {
        long key = oldKeys[i] >> dropped;
        int slot = slot(key);
        size += counts[slot] == 0 ? 1 : 0;
        keys[slot] = key;
        counts[slot] += oldCounts[i];
      }
    }
  }

  /// Takes in what another of the same capacity has seen.
  public void merge(ValueBuckets other) {
    if (capacity != other.capacity) {
      throw new IllegalArgumentException(
          "histograms of %d and %d buckets".formatted(capacity, other.capacity));
    }
    while (shift < other.shift) {
      rebuild(keys.length, 1);
    }
    for (int i = 0; i < other.keys.length; i++) {
      if (other.counts[i] != 0) {
        put(other.keys[i] >> (shift - other.shift), other.counts[i]); // shift may grow on the way
      }
    }
    total += other.total;
  }

  /// How many numbers.
  public long count() {
    return total;
  }

  /// Largest distance between the ends of a bucket, as a share of their size; 0 when every distinct
  /// value has its own bucket, 1 when a bucket may span a factor of two or more.
  public double relativeWidth() {
    return shift == 0 ? 0 : Math.min(1, Math.scalb(1.0, shift - 52));
  }

  /// What was counted, as an immutable value.
  public Histogram histogram() {
    long[] sorted = new long[size];
    int n = 0;
    for (int i = 0; i < keys.length; i++) {
      if (counts[i] != 0) {
        sorted[n++] = keys[i];
      }
    }
    Arrays.sort(sorted);
    List<Histogram.Bucket> buckets = new ArrayList<>(size);
    for (long key : sorted) {
      long low = key << shift;
      long high = low + ((1L << shift) - 1);
      buckets.add(
          new Histogram.Bucket(
              OrderedBits.toDouble(low), OrderedBits.toDouble(high), counts[slot(key)]));
    }
    return new Histogram(buckets);
  }

  /// Whether both hold the same counts at the same resolution.
  @Override
  public boolean equals(Object other) {
    return other instanceof ValueBuckets that
        && capacity == that.capacity
        && shift == that.shift
        && total == that.total
        && histogram().equals(that.histogram());
  }

  @Override
  public int hashCode() {
    return histogram().hashCode();
  }
}
