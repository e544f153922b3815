package dev.gambeson.data.internal.stream;

import dev.gambeson.core.data.Cells;
import java.util.Arrays;

/// Cells of one text column on their way into a batch. Columns of few distinct values share their
/// strings, which saves most of the time that strings cost.
final class TextColumnBuffer {
  private static final int MOST_SLOTS = 1 << 9;
  private static final int ALL_SLOTS = 1 << 18; // of all columns together
  private static final int LONGEST_SHARED = 32;

  private final String[] known;
  private final char[][] knownChars;
  private String[] values;
  private boolean sharing = true;
  private int hits;
  private int tries;

  TextColumnBuffer(int rows, int columns) {
    values = new String[rows];
    int slots = Math.clamp(Integer.highestOneBit(ALL_SLOTS / columns), 1, MOST_SLOTS);
    known = new String[slots];
    knownChars = new char[slots][];
    Arrays.fill(known, "");
    Arrays.fill(knownChars, new char[0]);
  }

  void set(int row, char[] buffer, int from, int length) {
    values[row] =
        length == 0
            ? ""
            : sharing && length <= LONGEST_SHARED
                ? shared(buffer, from, length)
                : new String(buffer, from, length);
  }

  void set(int row, String value) {
    values[row] = value;
  }

  private String shared(char[] buffer, int from, int length) {
    // four characters place a cell; comparing it whole is what counts, and is fast
    int hash = length;
    hash = hash * 31 + buffer[from];
    hash = hash * 31 + buffer[from + length - 1];
    hash = hash * 31 + buffer[from + (length >> 1)];
    hash = hash * 31 + buffer[from + length - 1 - (length >> 2)];
    int slot = (hash ^ (hash >>> 9) ^ (hash >>> 18)) & (known.length - 1);
    char[] candidate = knownChars[slot];
    tries++;
    if (candidate.length == length
        && Arrays.equals(candidate, 0, length, buffer, from, from + length)) {
      hits++;
      return known[slot];
    }
    String fresh = new String(buffer, from, length);
    known[slot] = fresh;
    knownChars[slot] = Arrays.copyOfRange(buffer, from, from + length);
    return fresh;
  }

  /// The first `rows` cells; the buffer is empty afterwards, and goes on sharing only where it
  /// paid.
  Cells take(int rows) {
    String[] full = values;
    values = new String[full.length];
    sharing = tries == 0 ? sharing : hits * 4L > tries;
    hits = 0;
    tries = 0;
    return new Cells.Texts(rows == full.length ? full : Arrays.copyOf(full, rows));
  }
}
