package dev.gambeson.core.stats;

import java.math.BigInteger;

/// Count, extremes, mean and variance of finite numbers, from exact sums: the state depends on the
/// numbers alone, and no cancellation spoils the variance of large numbers that differ little. Not
/// thread-safe.
public final class Moments {
  private static final int MEAN_BITS = 128; // beyond the smallest double: the quotient's own error

  private long count;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private final ExactSum sum = ExactSum.ofValues();
  private final ExactSum squares = ExactSum.ofSquares();

  /// Takes in a finite number, `times` times over. `-0.0` counts as `0.0`.
  public void add(double value, long times) {
    if (times == 0) {
      return;
    }
    double v = value + 0.0;
    sum.add(v, times);
    squares.addSquare(v, times);
    count += times;
    min = Math.min(min, v);
    max = Math.max(max, v);
  }

  /// Takes in what another has seen.
  public void merge(Moments other) {
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
    return sum.value();
  }

  /// The mean, from the exact sum; NaN when there is no number.
  public double mean() {
    if (count == 0) {
      return Double.NaN;
    }
    BigInteger fine = sum.exact().shiftLeft(MEAN_BITS).divide(BigInteger.valueOf(count));
    return ExactSum.toDouble(fine, sum.unit() - MEAN_BITS);
  }

  /// The variance with divisor `n`, from exact sums; NaN when there is no number.
  public double variance() {
    if (count == 0) {
      return Double.NaN;
    }
    BigInteger n = BigInteger.valueOf(count);
    BigInteger s = sum.exact();
    BigInteger scaled = n.multiply(squares.exact()).subtract(s.multiply(s)); // n^2 times variance
    return ExactSum.toDouble(scaled, squares.unit()) / count / count;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Moments that
        && count == that.count
        && min == that.min
        && max == that.max
        && sum.equals(that.sum)
        && squares.equals(that.squares);
  }

  @Override
  public int hashCode() {
    return sum.hashCode() * 31 + Long.hashCode(count);
  }
}
