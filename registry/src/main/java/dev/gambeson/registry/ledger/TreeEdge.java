package dev.gambeson.registry.ledger;

import java.io.IOException;
import java.util.Arrays;

/// The right edge of a growing tree: at each level the hashes of the tile that is not full yet. It
/// is all the memory a ledger of any size needs to go on.
final class TreeEdge {
  private static final int LEVELS = 8;

  /// Takes a tile that has become full.
  @FunctionalInterface
  interface FullTile {
    void take(int level, long n, byte[] hashes) throws IOException;
  }

  private final byte[][] tiles = new byte[LEVELS][];
  private final Hasher hasher = new Hasher();
  private long size;

  long size() {
    return size;
  }

  /// Width of the unfinished tile of a level.
  int width(int level) {
    return (int) (Layout.count(size, level) % Layout.WIDTH);
  }

  int levels() {
    return LEVELS;
  }

  /// The hashes of the unfinished tile of a level.
  byte[] hashes(int level) {
    int bytes = width(level) * Hash.BYTES;
    byte[] tile = tiles[level];
    return tile == null ? new byte[bytes] : Arrays.copyOf(tile, bytes);
  }

  /// Takes over the edge of a tree that stands on the disk.
  static TreeEdge of(TileStore store, long size) {
    TreeEdge edge = new TreeEdge();
    edge.size = size;
    for (int level = 0; level < LEVELS; level++) {
      int width = edge.width(level);
      if (width > 0) {
        byte[] hashes = store.hashes(level, Layout.count(size, level) / Layout.WIDTH, width);
        edge.tiles[level] = Arrays.copyOf(hashes, Layout.WIDTH * Hash.BYTES);
      }
    }
    return edge;
  }

  /// Adds a leaf.
  void add(Hash leaf, FullTile full) throws IOException {
    Hash hash = leaf;
    long position = size;
    for (int level = 0; level < LEVELS; level++) {
      int at = (int) (position % Layout.WIDTH);
      byte[] tile = tile(level);
      hash.copyTo(tile, at * Hash.BYTES);
      if (at < Layout.WIDTH - 1) {
        break;
      }
      position /= Layout.WIDTH;
      full.take(level, position, tile.clone());
      hash = hasher.perfect(tile, 0, Layout.WIDTH);
    }
    size++;
  }

  private byte[] tile(int level) {
    byte[] tile = tiles[level];
    if (tile == null) {
      tile = new byte[Layout.WIDTH * Hash.BYTES];
      tiles[level] = tile;
    }
    return tile;
  }

  /// MTH over everything added: the perfect subtrees, folded from the right.
  Hash root() {
    if (size == 0) {
      return hasher.empty();
    }
    Hash root = null;
    for (int level = 0; level < LEVELS; level++) {
      int rest = width(level);
      while (rest > 0) {
        int peak = Integer.lowestOneBit(rest);
        Hash left = hasher.perfect(tile(level), rest - peak, peak);
        root = root == null ? left : hasher.node(left, root);
        rest -= peak;
      }
    }
    return java.util.Objects.requireNonNull(root);
  }
}
