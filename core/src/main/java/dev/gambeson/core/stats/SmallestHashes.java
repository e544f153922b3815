package dev.gambeson.core.stats;

import java.util.Arrays;

/// The `k` smallest hashes of a collection of values, each with the exact number of its
/// occurrences: a distinct count and a sample of the values, each value equally likely to be in it.
/// The state depends on the collection alone.
///
/// Distinct count: exact up to `k`; above, `(k - 1) / U` with `U` the k-th smallest hash as a share
/// of the range, unbiased, with a relative standard error of at most `1 / sqrt(k - 2)` (Bar-Yossef
/// et al. 2002; Beyer et al. 2007, "On synopses for distinct-value estimation under multiset
/// operations", section 4). It holds for values that were not chosen against the hash: see
/// [Hash64]. Not thread-safe.
public final class SmallestHashes {
  private final int k;
  private long[] keys = new long[16];
  private long[] counts = new long[16]; // 0: the slot is free
  private int size;
  private long limit = -1; // unsigned: hashes above are known not to belong to the k smallest

  /// @param k how many are kept, at least 3
  public SmallestHashes(int k) {
    if (k < 3) {
      throw new IllegalArgumentException("k is " + k + ", must be at least 3");
    }
    this.k = k;
  }

  /// Takes in a value by its hash, `times` times over.
  public void add(long hash, long times) {
    if (times == 0 || Long.compareUnsigned(hash, limit) > 0) {
      return;
    }
    int slot = slot(keys, counts, hash);
    if (counts[slot] == 0) {
      keys[slot] = hash;
      size++;
    }
    counts[slot] += times;
    if (2 * size > keys.length) {
      makeRoom();
    }
  }

  private static int slot(long[] keys, long[] counts, long hash) {
    int mask = keys.length - 1;
    int slot = (int) hash & mask; // small hashes share their high bits, not their low ones
    while (counts[slot] != 0 && keys[slot] != hash) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void makeRoom() {
    if (size >= 2 * k) {
      prune();
    } else {
      rehash(keys.length * 2);
    }
  }

  private void rehash(int length) {
    long[] oldKeys = keys;
    long[] oldCounts = counts;
    keys = new long[length];
    counts = new long[length];
    size = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldCounts[i] != 0 && Long.compareUnsigned(oldKeys[i], limit) <= 0) {
        int slot = slot(keys, counts, oldKeys[i]);
        keys[slot] = oldKeys[i];
        counts[slot] = oldCounts[i];
        size++;
      }
    }
  }

  /// Drops what is not among the k smallest. A hash that belongs to them in the end belonged to
  /// them at every moment before, so its count is complete.
  private void prune() {
    if (size > k) {
      limit = sorted()[k - 1];
      rehash(keys.length);
    }
  }

  /// All kept hashes, ascending as unsigned numbers.
  private long[] sorted() {
    long[] all = new long[size];
    int n = 0;
    for (int i = 0; i < keys.length; i++) {
      if (counts[i] != 0) {
        all[n++] = keys[i] ^ Long.MIN_VALUE; // unsigned order as signed order
      }
    }
    Arrays.sort(all);
    for (int i = 0; i < n; i++) {
      all[i] ^= Long.MIN_VALUE;
    }
    return all;
  }

  /// Takes in what another of the same `k` has seen.
  public void merge(SmallestHashes other) {
    if (k != other.k) {
      throw new IllegalArgumentException("sketches of " + k + " and " + other.k + " hashes");
    }
    if (Long.compareUnsigned(other.limit, limit) < 0) {
      limit = other.limit;
      rehash(keys.length);
    }
    for (int i = 0; i < other.keys.length; i++) {
      add(other.keys[i], other.counts[i]);
    }
  }

  /// How many distinct values; exact while [#isExact].
  public double distinct() {
    prune();
    if (size < k || isExact()) {
      return size;
    }
    double largest = (limit >>> 11) * 0x1p-53; // the k-th smallest, as a share of the range
    return largest == 0 ? k : (k - 1) / largest;
  }

  /// Whether the distinct count is exact: no hash was ever dropped.
  public boolean isExact() {
    prune();
    return limit == -1;
  }

  /// Relative standard error of [#distinct]; 0 when exact.
  public double relativeError() {
    return isExact() ? 0 : 1 / Math.sqrt(k - 2.0);
  }

  /// Share of the distinct values that occur once, from the kept ones; NaN when there is none.
  public double singletons() {
    prune();
    long once = Arrays.stream(counts).filter(c -> c == 1).count();
    return size == 0 ? Double.NaN : (double) once / size;
  }

  /// How many hashes are kept: the sample size behind [#singletons].
  public int size() {
    prune();
    return size;
  }

  /// Whether both have kept the same hashes with the same counts.
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof SmallestHashes that) || k != that.k) {
      return false;
    }
    prune();
    that.prune();
    if (size != that.size || isExact() != that.isExact()) {
      return false;
    }
    for (int i = 0; i < keys.length; i++) {
      if (counts[i] != 0 && that.counts[slot(that.keys, that.counts, keys[i])] != counts[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    prune();
    return Arrays.hashCode(sorted());
  }
}
