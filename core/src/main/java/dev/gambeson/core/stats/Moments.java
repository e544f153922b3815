package dev.gambeson.core.stats;

import java.math.BigInteger;

/// Count, extremes, mean and variance of finite numbers, from exact sums: the state depends on the
/// numbers alone, and no cancellation spoils the variance of large numbers that differ little. Not
/// thread-safe.
///
/// With room, numbers are first collected by their exponent: adding a number is adding its
/// mantissa, and the halves of the mantissa's square, to three whole numbers (the large
/// superaccumulator of Neal 2015, section 4); a bin that is full is emptied into the [ExactSum]s.
/// That halves the time of an addition and takes 64 KB. Both ways give the same state.
public final class Moments {
  private static final int MEAN_BITS = 128; // beyond the smallest double: the quotient's own error
  private static final int FULL = 1 << 9; // additions of less than 2^54 that fit 63 bits
  private static final long LOW_HALF = (1L << 53) - 1;
  private static final long FRACTION = (1L << 52) - 1;

  private long count;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private final ExactSum sum = ExactSum.ofValues();
  private final ExactSum squares = ExactSum.ofSquares();

  // Per exponent; the bins of one exponent lie side by side: additions, sum of signed mantissas,
  // sum
  // of the low 53 bits of their squares, sum of the bits above.
  private final long[] bins;

  /// Nothing yet.
  ///
  /// @param roomy whether to take 64 KB to be faster
  public Moments(boolean roomy) {
    this.bins = new long[roomy ? 4 * 2048 : 0];
  }

  /// Takes in a finite number, `times` times over. `-0.0` counts as `0.0`.
  public void add(double value, long times) {
    if (times == 0) {
      return;
    }
    double v = value + 0.0;
    if (times == 1 && bins.length > 0) {
      addOnce(v);
    } else {
      sum.add(v, times);
      squares.addSquare(v, times);
    }
    count += times;
    min = Math.min(min, v);
    max = Math.max(max, v);
  }

  private void addOnce(double value) {
    long bits = Double.doubleToRawLongBits(value);
    int exponent = (int) (bits >>> 52) & 0x7FF;
    if (exponent == 0x7FF) {
      throw new IllegalArgumentException("only finite numbers have moments");
    }
    long m = exponent == 0 ? bits & FRACTION : (bits & FRACTION) | (FRACTION + 1);
    int bin = 4 * Math.max(1, exponent);
    long lower = m * m;
    bins[bin]++;
    bins[bin + 1] += bits < 0 ? -m : m;
    bins[bin + 2] += lower & LOW_HALF;
    bins[bin + 3] += (Math.multiplyHigh(m, m) << 11) | (lower >>> 53);
    if (bins[bin] == FULL) {
      empty(bin);
    }
  }

  private void empty(int bin) {
    int exponent = bin / 4 - 1075;
    sum.addScaled(bins[bin + 1], exponent);
    squares.addScaled(bins[bin + 2], 2 * exponent);
    squares.addScaled(bins[bin + 3], 2 * exponent + 53);
    bins[bin] = 0;
    bins[bin + 1] = 0;
    bins[bin + 2] = 0;
    bins[bin + 3] = 0;
  }

  private void settle() {
    for (int bin = 0; bin < bins.length; bin += 4) {
      if (bins[bin] != 0) {
        empty(bin);
      }
    }
  }

  /// Takes in what another has seen.
  public void merge(Moments other) {
    settle();
    other.settle();
    count += other.count;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    sum.merge(other.sum);
    squares.merge(other.squares);
  }

  /// How many numbers.
  public long count() {
    return count;
  }

  /// The smallest; infinite when there is none.
  public double min() {
    return min;
  }

  /// The largest; negatively infinite when there is none.
  public double max() {
    return max;
  }

  /// The sum, rounded once.
  public double sum() {
    settle();
    return sum.value();
  }

  /// The mean, from the exact sum; NaN when there is no number.
  public double mean() {
    if (count == 0) {
      return Double.NaN;
    }
    settle();
    BigInteger fine = sum.exact().shiftLeft(MEAN_BITS).divide(BigInteger.valueOf(count));
    return ExactSum.toDouble(fine, sum.unit() - MEAN_BITS);
  }

  /// The variance with divisor `n`, from exact sums; NaN when there is no number.
  public double variance() {
    if (count == 0) {
      return Double.NaN;
    }
    settle();
    BigInteger n = BigInteger.valueOf(count);
    BigInteger s = sum.exact();
    BigInteger scaled = n.multiply(squares.exact()).subtract(s.multiply(s)); // n^2 times variance
    return ExactSum.toDouble(scaled, squares.unit()) / count / count;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Moments that)) {
      return false;
    }
    settle();
    that.settle();
    return count == that.count
        && min == that.min
        && max == that.max
        && sum.equals(that.sum)
        && squares.equals(that.squares);
  }

  @Override
  public int hashCode() {
    settle();
    return sum.hashCode() * 31 + Long.hashCode(count);
  }
}
