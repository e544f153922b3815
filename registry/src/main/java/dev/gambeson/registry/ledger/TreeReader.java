package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.util.ArrayList;
import java.util.List;

/// Roots and proofs of RFC 6962, section 2.1, computed from tiles: a handful of file reads for any
/// size. Not thread-safe.
final class TreeReader {
  private final TileStore tiles;
  private final long size;
  private final Hasher hasher = new Hasher();

  /// @param size of the tree whose tiles are there
  TreeReader(TileStore tiles, long size) {
    this.tiles = tiles;
    this.size = size;
  }

  /// MTH of the first `n` entries.
  Hash root(long n) {
    requireWithin(n, "size");
    return n == 0 ? hasher.empty() : range(0, n);
  }

  InclusionProof inclusion(long index, long n) {
    requireWithin(n, "size");
    if (index < 0 || index >= n) {
      throw GambesonException.usage(
          "There is no entry %d in a ledger of %d entries; they are numbered from 0."
              .formatted(index, n));
    }
    List<Hash> path = new ArrayList<>();
    long start = 0;
    long end = n;
    while (end - start > 1) {
      long middle = start + split(end - start);
      if (index < middle) {
        path.add(range(middle, end));
        end = middle;
      } else {
        path.add(range(start, middle));
        start = middle;
      }
    }
    return new InclusionProof(index, n, path.reversed());
  }

  ConsistencyProof consistency(long oldSize, long newSize) {
    requireWithin(newSize, "new size");
    if (oldSize < 0 || oldSize > newSize) {
      throw GambesonException.usage(
          "The old size %d must lie between 0 and the new size %d.".formatted(oldSize, newSize));
    }
    List<Hash> path = new ArrayList<>();
    if (oldSize > 0 && oldSize < newSize) {
      subproof(oldSize, newSize, path);
    }
    return new ConsistencyProof(oldSize, newSize, path);
  }

  /// SUBPROOF of the RFC, from the top down; the path is turned round at the end.
  private void subproof(long m, long n, List<Hash> path) {
    List<Hash> down = new ArrayList<>();
    long start = 0;
    long end = n;
    boolean whole = true;
    long old = m;
    while (old != end - start) {
      long k = split(end - start);
      if (old <= k) {
        down.add(range(start + k, end));
        end = start + k;
      } else {
        down.add(range(start, start + k));
        start += k;
        old -= k;
        whole = false;
      }
    }
    if (!whole) {
      path.add(range(start, end));
    }
    path.addAll(down.reversed());
  }

  private void requireWithin(long n, String what) {
    if (n < 0 || n > size) {
      throw GambesonException.usage(
          "The %s %d must lie between 0 and the ledger's size %d.".formatted(what, n, size));
    }
  }

  /// The largest power of two smaller than n; n > 1.
  private static long split(long n) {
    return Long.highestOneBit(n - 1);
  }

  private Hash range(long start, long end) {
    long n = end - start;
    if (Long.bitCount(n) == 1) {
      return perfect(Long.numberOfTrailingZeros(n), start / n);
    }
    long middle = start + split(n);
    return hasher.node(range(start, middle), range(middle, end));
  }

  /// The root of the `index`-th perfect subtree of 2^height entries.
  private Hash perfect(int height, long index) {
    int level = height / 8;
    int count = 1 << (height % 8);
    long first = index * count;
    long tile = first / Layout.WIDTH;
    byte[] hashes = tiles.hashes(level, tile, Layout.width(size, level, tile));
    return hasher.perfect(hashes, (int) (first % Layout.WIDTH), count);
  }
}
