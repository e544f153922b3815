package dev.gambeson.data.contract;

import java.util.function.ToLongFunction;

/// Remembers what some of the last texts came to, so that what repeats is worked out once. A fixed
/// number of places, each held by the last text that fell on it; given up for a column in which
/// little repeats, since remembering costs more than most tests. Not thread-safe.
final class SeenCells {
  private static final int PLACES = 1024;
  private static final int LONGEST = 64; // longer texts seldom repeat, and would hold memory
  private static final int TRIAL = 4096; // texts after which it is decided whether to go on

  private final ToLongFunction<String> work;
  private String[] cells = new String[0];
  private int[] hashes = new int[0];
  private long[] answers = new long[0];
  private int asked;
  private int known;
  private boolean givenUp;

  SeenCells(ToLongFunction<String> work) {
    this.work = work;
  }

  long of(String cell) {
    return givenUp || cell.length() > LONGEST ? work.applyAsLong(cell) : remembered(cell);
  }

  private long remembered(String cell) {
    if (cells.length == 0) {
      cells = new String[PLACES];
      hashes = new int[PLACES];
      answers = new long[PLACES];
    }
    int hash = cell.hashCode();
    int place = (hash ^ hash >>> 10 ^ hash >>> 20) & PLACES - 1;
    if (hashes[place] == hash && cell.equals(cells[place])) {
      known++;
    } else {
      answers[place] = work.applyAsLong(cell);
      hashes[place] = hash;
      cells[place] = cell;
    }
    long answer = answers[place];
    if (++asked == TRIAL) {
      decide();
    }
    return answer;
  }

  private void decide() {
    givenUp = known * 2 < asked;
    if (givenUp) {
      cells = new String[0];
      hashes = new int[0];
      answers = new long[0];
    }
  }
}
