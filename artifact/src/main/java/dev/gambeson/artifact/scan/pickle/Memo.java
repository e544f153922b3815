package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.engine.Malformed;

/// The memo of one pickle.
final class Memo {
  private final Cells cells = new Cells();
  private int count;

  void append(long value) {
    put(count, value, Long.MAX_VALUE / 32);
  }

  /// @param ops instructions so far: nobody numbers far beyond them, and CPython's C unpickler
  ///   allocates as much as the number says (gh-115952)
  void put(long index, long value, long ops) {
    if (index >= Cells.MAX) {
      throw new Malformed(0, "memo index %d is beyond the limit of %d".formatted(index, Cells.MAX));
    }
    if (index > 1_000_000 && index > 16 * ops) {
      throw new Malformed(
          0, "memo index %d after %d instructions only fills memory".formatted(index, ops));
    }
    if (cells.get((int) index) == Cells.ABSENT) {
      count++;
    }
    cells.set((int) index, value);
  }

  long get(long index, long at) {
    long value = index >= Cells.MAX ? Cells.ABSENT : cells.get((int) index);
    if (value == Cells.ABSENT) {
      throw new Malformed(at, "it reads memo entry %d, which was never written".formatted(index));
    }
    return value;
  }
}
