package dev.gambeson.data.profile;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Counts the shapes of texts: `9` for a digit, `A` and `a` for letters, a space for white space,
/// `?` for what cannot be shown, anything else as it stands; a run of more than four of one kind is
/// its sign and `+`, and what comes after 48 characters is `…`. `AB-123` is `AA-999`, `Johnson` is
/// `Aa+`.
///
/// Above the cap it only knows that there are too many. The state depends on the texts alone.
final class Shapes {
  private static final int LONGEST = 48; // characters of a cell that are looked at
  private static final int WRITTEN_OUT = 4;
  private static final char[] SIGNS = new char[128];

  static {
    for (char c = 0; c < SIGNS.length; c++) {
      SIGNS[c] = signOf(c);
    }
  }

  private final int cap;
  private final char[] buffer = new char[LONGEST + 1];
  private char @Nullable [][] shapes; // open addressing; null once there are too many
  private long[] counts;
  private int size;

  Shapes(int cap) {
    this.cap = cap;
    int slots = Integer.highestOneBit(4 * cap);
    this.shapes = new char[slots][];
    this.counts = new long[slots];
  }

  /// Whether there are more shapes than the cap.
  boolean tooMany() {
    return shapes == null;
  }

  /// Counts by shape; empty when there are too many.
  Map<String, Long> counts() {
    Map<String, Long> result = new TreeMap<>();
    if (shapes != null) {
      for (int slot = 0; slot < counts.length; slot++) {
        if (counts[slot] > 0) {
          result.put(new String(shapes[slot]), counts[slot]);
        }
      }
    }
    return result;
  }

  void add(String text, long times) {
    if (shapes != null && times > 0) {
      put(buffer, encode(text), times);
    }
  }

  private void put(char[] shape, int length, long times) {
    char[][] table = shapes;
    if (table == null) {
      return;
    }
    int hash = length;
    for (int i = 0; i < length; i++) {
      hash = hash * 31 + shape[i];
    }
    int mask = table.length - 1;
    int slot = (hash ^ (hash >>> 15)) & mask;
    while (counts[slot] > 0
        && !Arrays.equals(table[slot], 0, table[slot].length, shape, 0, length)) {
      slot = (slot + 1) & mask;
    }
    if (counts[slot] == 0) {
      if (size == cap) {
        shapes = null;
        return;
      }
      table[slot] = Arrays.copyOf(shape, length);
      size++;
    }
    counts[slot] += times;
  }

  /// Writes the shape into the buffer; how long it is.
  private int encode(String text) {
    int n = Math.min(LONGEST, text.length());
    int length = 0;
    char before = 0;
    int run = 0;
    for (int i = 0; i < n; i++) {
      char c = text.charAt(i);
      char sign = c < SIGNS.length ? SIGNS[c] : signOf(c);
      run = sign == before ? run + 1 : 1;
      before = sign;
      if (run <= WRITTEN_OUT) {
        buffer[length++] = sign;
      } else if (run == WRITTEN_OUT + 1) {
        length -= WRITTEN_OUT - 1;
        buffer[length++] = '+';
      }
    }
    if (n < text.length()) {
      buffer[length++] = '…';
    }
    return length;
  }

  private static char signOf(char c) {
    if (Character.isDigit(c)) {
      return '9';
    }
    if (Character.isLetter(c)) {
      return Character.isUpperCase(c) ? 'A' : 'a';
    }
    if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
      return ' ';
    }
    return c < 0x7F && !Character.isISOControl(c) ? c : '?';
  }

  void merge(Shapes other) {
    if (other.shapes == null) {
      shapes = null;
      return;
    }
    for (int slot = 0; slot < other.counts.length; slot++) {
      if (other.counts[slot] > 0) {
        char[] shape = other.shapes[slot];
        put(shape, shape.length, other.counts[slot]);
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shapes that
        && cap == that.cap
        && tooMany() == that.tooMany()
        && counts().equals(that.counts());
  }

  @Override
  public int hashCode() {
    return counts().hashCode();
  }
}
