package dev.gambeson.registry.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
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
    add(leaf, 0, full);
  }

  /// Adds the root of a perfect subtree of 256^bottom leaves; the levels below are empty then.
  private void add(Hash root, int bottom, FullTile full) throws IOException {
    Hash hash = root;
    long position = size >>> (8 * bottom);
    for (int level = bottom; level < LEVELS; level++) {
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
    size += 1L << (8 * bottom);
  }

  /// Adds what another edge collected: a full piece of 256^level leaves as one hash, or the last,
  /// shorter piece with its unfinished tiles.
  void adopt(TreeEdge piece, int level, FullTile full) {
    try {
      if (piece.size == 1L << (8 * level)) {
        add(Hash.of(piece.hashes(level)), level, full);
        return;
      }
      for (int below = 0; below < level; below++) {
        tiles[below] = piece.tiles[below];
      }
      size += piece.size;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
