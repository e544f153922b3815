package dev.gambeson.artifact.scan.keras;

import dev.gambeson.artifact.scan.engine.Malformed;

/// A version 2 B-tree: records of one size.
final class H5Tree2 {
  /// Takes one record.
  @FunctionalInterface
  interface Taker {
    /// @param at its first byte
    /// @param size its bytes
    void take(long at, int size);
  }

  private final H5File file;
  private final int nodeSize;
  private final int recordSize;
  private final Taker taker;
  private final int countWidth;
  private final int[] totalWidth;

  private H5Tree2(H5File file, int nodeSize, int recordSize, int depth, Taker taker) {
    this.file = file;
    this.nodeSize = nodeSize;
    this.recordSize = recordSize;
    this.taker = taker;
    long leaf = (nodeSize - 10L) / recordSize;
    this.countWidth = width(leaf);
    this.totalWidth = new int[depth + 1];
    long total = leaf;
    totalWidth[0] = 0; // leaves state no total
    for (int d = 1; d <= depth; d++) {
      int pointer = file.offsets() + countWidth + (d > 1 ? totalWidth[d - 1] : 0);
      long own = (nodeSize - 10L - pointer) / (recordSize + pointer);
      total = Math.max(1, Math.min(Long.MAX_VALUE / 4096, (own + 1) * total + own));
      totalWidth[d] = width(total);
    }
  }

  /// Bytes that hold numbers up to a limit.
  static int width(long limit) {
    return (63 - Long.numberOfLeadingZeros(Math.max(1, limit))) / 8 + 1;
  }

  /// Visits every record of the tree and owns its nodes.
  static void records(H5File file, long address, Taker taker) {
    file.expect(address, "BTHD");
    int o = file.offsets();
    file.own(address, 16 + o + 2 + file.lengths() + 4);
    long nodeSize = file.input().u32(address + 6);
    int recordSize = file.input().u16(address + 10);
    int depth = file.input().u16(address + 12);
    if (nodeSize < 32
        || nodeSize > 1 << 26
        || recordSize < 1
        || recordSize > nodeSize
        || depth > 32) {
      throw new Malformed(address, "an index with impossible sizes");
    }
    long root = file.address(address + 16);
    if (root >= 0) {
      new H5Tree2(file, (int) nodeSize, recordSize, depth, taker)
          .node(root, depth, file.input().u16(address + 16 + o));
    }
  }

  private void node(long address, int depth, long count) {
    if (!file.enter(address)) {
      throw new Malformed(address, "an index leads into itself");
    }
    file.expect(address, depth == 0 ? "BTLF" : "BTIN");
    file.own(address, nodeSize);
    if (count > (nodeSize - 10L) / recordSize) {
      throw new Malformed(address, "an index announces more records than fit");
    }
    for (long i = 0; i < count; i++) {
      taker.take(address + 6 + i * recordSize, recordSize);
    }
    long at = address + 6 + count * recordSize;
    for (long i = 0; depth > 0 && i <= count; i++) {
      long child = file.address(at);
      if (child < 0) {
        throw new Malformed(at, "an index breaks off");
      }
      node(child, depth - 1, file.number(at + file.offsets(), countWidth));
      at += file.offsets() + countWidth + (depth > 1 ? totalWidth[depth - 1] : 0);
    }
  }
}
