package dev.gambeson.artifact.scan.keras;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.RangeSet;
import dev.gambeson.artifact.scan.engine.Scan;
import java.util.HashSet;
import java.util.Set;

/// An HDF5 file: its numbers have widths that the superblock states, and its addresses count from
/// the superblock.
final class H5File {
  private static final int MAX_STRUCTURES = 4_000_000;
  private static final int GROUP_LEAF = 4;
  private static final int GROUP_INTERNAL = 16;
  private static final int CHUNK_INTERNAL = 32;

  private final Input input;
  private final Scan scan;
  private final long base;
  private final int offsets;
  private final int lengths;
  private final RangeSet owned = new RangeSet();
  private final Set<Long> seen = new HashSet<>();
  private int groupLeaf = GROUP_LEAF;
  private int groupInternal = GROUP_INTERNAL;
  private int chunkInternal = CHUNK_INTERNAL;
  private long root = -1;

  H5File(Input input, Scan scan, long base, int offsets, int lengths) {
    this.input = input;
    this.scan = scan;
    this.base = base;
    this.offsets = offsets;
    this.lengths = lengths;
  }

  Input input() {
    return input;
  }

  Scan scan() {
    return scan;
  }

  int offsets() {
    return offsets;
  }

  int lengths() {
    return lengths;
  }

  int groupLeaf() {
    return groupLeaf;
  }

  int groupInternal() {
    return groupInternal;
  }

  int chunkInternal() {
    return chunkInternal;
  }

  void groups(int leaf, int internal) {
    groupLeaf = leaf;
    groupInternal = internal;
  }

  void chunks(int internal) {
    chunkInternal = internal;
  }

  void root(long address) {
    root = address;
  }

  long root() {
    if (root < 0) {
      throw new Malformed(base, "there is no root group");
    }
    return root;
  }

  /// An address as a place in the input; -1 when it is undefined.
  long address(long at) {
    long raw = number(at, offsets);
    boolean isUndefined = offsets == 8 ? raw == -1 : raw == (1L << (8 * offsets)) - 1;
    if (isUndefined) {
      return -1;
    }
    if (raw < 0 || raw > input.size() - base) {
      throw new Malformed(at, "an address leads out of the file");
    }
    return base + raw;
  }

  /// A length or count.
  long length(long at) {
    long value = number(at, lengths);
    if (value < 0) {
      throw new Malformed(at, "a length is beyond any file");
    }
    return value;
  }

  /// An unsigned number of so many bytes; of eight, signed.
  long number(long at, int width) {
    long value = 0;
    for (int i = width - 1; i >= 0; i--) {
      value = value << 8 | input.u8(at + i);
    }
    return value;
  }

  /// The end that the superblock states must be the end of the file.
  void end(long at) {
    long end = number(at, offsets);
    if (end > input.size() || end < 0) { // counted from the first byte, user block included
      throw new Malformed(at, "the file states %d bytes, but has %d".formatted(end, input.size()));
    }
  }

  /// Takes bytes as understood.
  void own(long from, long length) {
    input.slice(from, length);
    scan.own(from, from + length);
    owned.add(from, from + length);
  }

  /// Takes what was reserved for a structure, as far as the file goes.
  void ownUpTo(long from, long length) {
    own(from, Math.min(length, input.size() - from));
  }

  /// Whether a structure is met for the first time.
  boolean enter(long address) {
    if (seen.size() >= MAX_STRUCTURES) {
      throw new Malformed(address, "it has more than %d structures".formatted(MAX_STRUCTURES));
    }
    return seen.add(address);
  }

  void expect(long at, String signature) {
    if (!input.matches(at, signature)) {
      throw new Malformed(at, "'%s' should stand here".formatted(signature));
    }
  }

  /// Global heaps hold values that datasets refer to one by one; those that were not met through an
  /// attribute are found in what is left, where one must begin at once.
  void ownHeaps() {
    for (RangeSet.Range gap : owned.gaps(input.size())) {
      long at = gap.from();
      while (at < gap.to() && input.matches(at, "GCOL")) {
        at = new H5Heap(this, at).end();
      }
    }
  }
}
