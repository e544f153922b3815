package dev.gambeson.data.internal.stream;

import dev.gambeson.core.data.Cells;
import java.util.Arrays;

/// Cells of one text column on their way into a batch. Columns of few distinct values share their
/// strings, which saves most of the time that strings cost.
final class TextColumnBuffer {
  private static final int SLOTS = 1 << 9;
  private static final int LONGEST_SHARED = 32;

  private final String[] known = new String[SLOTS];
  private String[] values;
  private boolean sharing = true;
  private int hits;
  private int tries;

  TextColumnBuffer(int rows) {
    values = new String[rows];
    Arrays.fill(known, "");
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
    int hash = length;
    for (int i = from; i < from + length; i++) {
      hash = hash * 31 + buffer[i];
    }
    int slot = (hash ^ (hash >>> 9) ^ (hash >>> 18)) & (SLOTS - 1);
    String candidate = known[slot];
    tries++;
    if (same(candidate, buffer, from, length)) {
      hits++;
      return candidate;
    }
    String fresh = new String(buffer, from, length);
    known[slot] = fresh;
    return fresh;
  }

  private static boolean same(String word, char[] buffer, int from, int length) {
    if (word.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (word.charAt(i) != buffer[from + i]) {
        return false;
      }
    }
    return true;
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
