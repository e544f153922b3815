package dev.gambeson.artifact.scan.pickle;

import java.util.Arrays;

/// A long list of values that grows in pieces, up to a limit.
final class Cells {
  /// 128 MiB.
  static final int MAX = 1 << 24;

  /// No value.
  static final long ABSENT = Long.MIN_VALUE;

  private static final int BITS = 14;
  private static final int PIECE = 1 << BITS;
  private static final int MASK = PIECE - 1;

  private long[][] pieces = new long[16][];
  private int size;

  long get(int at) {
    int piece = at >>> BITS;
    if (piece >= pieces.length) {
      return ABSENT;
    }
    long[] cells = pieces[piece];
    return cells == null ? ABSENT : cells[at & MASK];
  }

  void set(int at, long value) {
    int piece = at >>> BITS;
    if (piece >= pieces.length) {
      pieces = Arrays.copyOf(pieces, Math.max(piece + 1, pieces.length * 2));
    }
    if (pieces[piece] == null) {
      pieces[piece] = new long[PIECE];
      Arrays.fill(pieces[piece], ABSENT);
    }
    pieces[piece][at & MASK] = value;
  }

  int add(long value) {
    set(size, value);
    return size++;
  }

  int size() {
    return size;
  }
}
