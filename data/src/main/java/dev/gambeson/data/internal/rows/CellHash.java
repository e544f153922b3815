package dev.gambeson.data.internal.rows;

import dev.gambeson.core.data.Cells;

/// Keyed 64-bit hashes of cells, by their text; 0 stands for an empty cell and for nothing else.
///
/// Among n different values the chance that any two share a hash is at most n^2 / 2^65: 3 in a
/// million for ten million. Whoever does not know the key cannot choose values that collide.
public final class CellHash {
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private final long key;
  private final char[] digits = new char[20];

  public CellHash(long key) {
    this.key = key;
  }

  /// Writes the hash of each cell of a column.
  public void of(Cells cells, long[] out) {
    switch (cells) {
      case Cells.Texts texts -> {
        String[] values = texts.values();
        for (int i = 0; i < values.length; i++) {
          out[i] = values[i].isEmpty() ? 0 : of(values[i]);
        }
      }
      case Cells.Numbers numbers -> {
        double[] values = numbers.values();
        for (int i = 0; i < values.length; i++) {
          out[i] = Double.isNaN(values[i]) ? 0 : of(values[i], numbers, i);
        }
      }
    }
  }

  private long of(double value, Cells cells, int row) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    return whole ? of((long) value) : of(cells.text(row));
  }

  /// Of a whole number, the same as of its digits.
  private long of(long value) {
    int at = digits.length;
    long rest = Math.abs(value);
    do {
      digits[--at] = (char) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    if (value < 0) {
      digits[--at] = '-';
    }
    long h = key ^ (digits.length - at) * STEP;
    int i = at;
    for (; i + 4 <= digits.length; i += 4) {
      h = step(h, block(digits[i], digits[i + 1], digits[i + 2], digits[i + 3]));
    }
    long tail = 0;
    for (; i < digits.length; i++) {
      tail = tail << 16 | digits[i];
    }
    return finish(step(h, tail));
  }

  /// Of a text.
  public long of(String text) {
    int n = text.length();
    long h = key ^ n * STEP;
    int i = 0;
    for (; i + 4 <= n; i += 4) {
      h =
          step(
              h, block(text.charAt(i), text.charAt(i + 1), text.charAt(i + 2), text.charAt(i + 3)));
    }
    long tail = 0;
    for (; i < n; i++) {
      tail = tail << 16 | text.charAt(i);
    }
    return finish(step(h, tail));
  }

  private static long block(char a, char b, char c, char d) {
    return a | (long) b << 16 | (long) c << 32 | (long) d << 48;
  }

  /// Both halves of a 128-bit product with a secret factor, as wyhash does (Wang Yi 2019).
  private long step(long h, long block) {
    long a = h ^ block;
    long b = key | 1;
    return a * b ^ Math.multiplyHigh(a, b) ^ Long.rotateLeft(a, 29);
  }

  /// The hash of several cells in their order; 0 when one of them is empty.
  public static long join(long left, long right) {
    return left == 0 || right == 0 ? 0 : finish(left * 31 + right);
  }

  private static long finish(long z) { // SplitMix64, Steele et al. 2014
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    long h = b ^ (b >>> 31);
    return h == 0 ? 1 : h;
  }
}
