package dev.gambeson.data.contract;

import java.util.function.ToLongFunction;

/// Remembers what some of the last texts came to, so that what repeats is worked out once. A fixed
/// number of places, each held by the last text that fell on it. Not thread-safe.
final class SeenCells {
  private static final int PLACES = 1024;
  private static final int LONGEST = 64; // longer texts seldom repeat, and would hold memory

  private final ToLongFunction<String> work;
  private String[] cells = new String[0];
  private long[] answers = new long[0];

  SeenCells(ToLongFunction<String> work) {
    this.work = work;
  }

  long of(String cell) {
    if (cell.length() > LONGEST) {
      return work.applyAsLong(cell);
    }
    if (cells.length == 0) {
      cells = new String[PLACES];
      answers = new long[PLACES];
    }
    int hash = cell.hashCode();
    int place = (hash ^ hash >>> 10 ^ hash >>> 20) & PLACES - 1;
    if (!cell.equals(cells[place])) {
      answers[place] = work.applyAsLong(cell);
      cells[place] = cell;
    }
    return answers[place];
  }
}
