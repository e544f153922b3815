package dev.gambeson.core.stats;

import java.math.BigInteger;
import java.util.Arrays;

/// A sum of doubles without any rounding: the state depends on the numbers alone, not on their
/// order, grouping or the number of threads. Only [#value] rounds, once.
///
/// A fixed-point number of 32-bit digits in 64-bit cells, wide enough for every finite double, or
/// for every square of one; carries are put off until the spare bits are used up (the small
/// superaccumulator of Neal 2015, "Fast exact summation using small and large superaccumulators",
/// section 3). Holds up to 2^62 additions. Not thread-safe.
public final class ExactSum {
  private static final int VALUE_LOWEST = -1074; // exponent of the smallest double
  private static final int VALUE_CELLS = 69; // 1074 + 1024 bits, and 64 for the count
  private static final int SQUARE_CELLS = 134;
  private static final long DIGIT = 0xFFFF_FFFFL;
  private static final long FRACTION = (1L << 52) - 1;
  private static final int SPARE = 1 << 28; // additions of pieces below 2^34 that fit 63 bits

  private final int lowest;
  private final long[] cells;
  private int pending;

  private ExactSum(int lowest, int cells) {
    this.lowest = lowest;
    this.cells = new long[cells];
  }

  /// An empty sum that [#add] is called on.
  public static ExactSum ofValues() {
    return new ExactSum(VALUE_LOWEST, VALUE_CELLS);
  }

  /// An empty sum that [#addSquare] is called on.
  public static ExactSum ofSquares() {
    return new ExactSum(2 * VALUE_LOWEST, SQUARE_CELLS);
  }

  /// Adds a finite number, `times` times over.
  ///
  /// @param times at least 0
  public void add(double value, long times) {
    long left = times;
    while (left > 0) {
      int now = reserve(left);
      add(value, now);
      left -= now;
    }
  }

  private void add(double value, int times) {
    long bits = Double.doubleToRawLongBits(value);
    int position = exponent(bits) - lowest;
    long m = mantissa(bits);
    int cell = position >>> 5;
    int shift = position & 31;
    long low = (m & DIGIT) << shift;
    long high = m >>> 32 << shift;
    long signed = bits < 0 ? -times : times;
    cells[cell] += (low & DIGIT) * signed;
    cells[cell + 1] += ((low >>> 32) + (high & DIGIT)) * signed;
    cells[cell + 2] += (high >>> 32) * signed;
  }

  /// Adds `units * 2^exponent`, which must lie within the range of this sum.
  void addScaled(long units, int exponent) {
    reserve(1);
    int position = exponent - lowest;
    int cell = position >>> 5;
    int shift = position & 31;
    long size = Math.abs(units); // 2^63 at most, read without a sign below
    long low = (size & DIGIT) << shift;
    long high = (size >>> 32) << shift;
    long sign = units < 0 ? -1 : 1;
    cells[cell] += sign * (low & DIGIT);
    cells[cell + 1] += sign * ((low >>> 32) + (high & DIGIT));
    cells[cell + 2] += sign * (high >>> 32);
  }

  /// Adds the square of a finite number, `times` times over.
  public void addSquare(double value, long times) {
    long left = times;
    while (left > 0) {
      int now = reserve(left);
      addSquare(value, now);
      left -= now;
    }
  }

  private void addSquare(double value, int times) {
    long bits = Double.doubleToRawLongBits(value);
    int position = 2 * exponent(bits) - lowest;
    long m = mantissa(bits);
    long upper = Math.multiplyHigh(m, m);
    long lower = m * m;
    int cell = position >>> 5;
    int shift = position & 31;
    long a = (lower & DIGIT) << shift;
    long b = lower >>> 32 << shift;
    long c = (upper & DIGIT) << shift;
    long d = upper >>> 32 << shift;
    long n = times;
    cells[cell] += (a & DIGIT) * n;
    cells[cell + 1] += ((a >>> 32) + (b & DIGIT)) * n;
    cells[cell + 2] += ((b >>> 32) + (c & DIGIT)) * n;
    cells[cell + 3] += ((c >>> 32) + (d & DIGIT)) * n;
    cells[cell + 4] += (d >>> 32) * n;
  }

  private static int exponent(long bits) {
    return Math.max(1, (int) (bits >>> 52) & 0x7FF) - 1075;
  }

  private static long mantissa(long bits) {
    long exponent = bits >>> 52 & 0x7FF;
    if (exponent == 0x7FF) {
      throw new IllegalArgumentException("only finite numbers can be summed");
    }
    return exponent == 0 ? bits & FRACTION : (bits & FRACTION) | (FRACTION + 1);
  }

  /// How many additions may be made before the next carry, at most `wanted`.
  private int reserve(long wanted) {
    if (pending == SPARE) {
      carry();
    }
    int now = (int) Math.min(wanted, SPARE - pending);
    pending += now;
    return now;
  }

  /// Brings every cell but the last into `[0, 2^32)`: the one form of a value.
  private void carry() {
    long carried = 0;
    for (int i = 0; i < cells.length - 1; i++) {
      long cell = cells[i] + carried;
      cells[i] = cell & DIGIT;
      carried = cell >> 32;
    }
    cells[cells.length - 1] += carried;
    pending = 1;
  }

  /// Takes in another sum of the same kind.
  public void merge(ExactSum other) {
    if (lowest != other.lowest) {
      throw new IllegalArgumentException("a sum of values and a sum of squares cannot be merged");
    }
    carry();
    other.carry();
    for (int i = 0; i < cells.length; i++) {
      cells[i] += other.cells[i];
    }
    carry();
  }

  /// The sum, rounded once (below 2^-1022 to within one unit in the last place); infinite beyond
  /// the range of doubles.
  public double value() {
    return toDouble(exact(), lowest);
  }

  /// The sum as a whole number of units of `2^unit()`.
  BigInteger exact() {
    carry();
    BigInteger sum = BigInteger.valueOf(cells[cells.length - 1]);
    for (int i = cells.length - 2; i >= 0; i--) {
      sum = sum.shiftLeft(32).add(BigInteger.valueOf(cells[i]));
    }
    return sum;
  }

  /// Exponent of the unit of [#exact].
  int unit() {
    return lowest;
  }

  /// `number * 2^exponent`, rounded once to the nearest double.
  static double toDouble(BigInteger number, int exponent) {
    BigInteger size = number.abs();
    int drop = Math.max(0, size.bitLength() - 62);
    long top = size.shiftRight(drop).longValueExact();
    if (drop > 0 && size.getLowestSetBit() < drop) {
      top |= 1; // what was dropped still decides which way a half is rounded
    }
    double rounded = Math.scalb((double) top, exponent + drop);
    return number.signum() < 0 ? -rounded : rounded;
  }

  /// Whether both hold the same sum.
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof ExactSum that) || lowest != that.lowest) {
      return false;
    }
    carry();
    that.carry();
    return Arrays.equals(cells, that.cells);
  }

  @Override
  public int hashCode() {
    carry();
    return Arrays.hashCode(cells);
  }
}
