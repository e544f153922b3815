package dev.gambeson.core.stats;

import java.util.Arrays;
import java.util.List;

/// Counts of numbers in intervals that do not overlap. What it says about the numbers is exact up
/// to the ends of the intervals; where in an interval they lie is not known.
///
/// @param buckets ascending, none empty
public record Histogram(List<Bucket> buckets) {
  /// A histogram of nothing.
  public static final Histogram EMPTY = new Histogram(List.of());

  public Histogram {
    buckets = List.copyOf(buckets);
    for (int i = 1; i < buckets.size(); i++) {
      if (!(buckets.get(i - 1).high() < buckets.get(i).low())) {
        throw new IllegalArgumentException(
            "bucket %d does not begin above the one before".formatted(i));
      }
    }
  }

  /// Numbers from `low` to `high`, both included.
  ///
  /// @param low finite
  /// @param high finite, at least `low`
  /// @param count how many, at least 1
  public record Bucket(double low, double high, long count) {
    public Bucket {
      if (!Double.isFinite(low) || !Double.isFinite(high) || low > high || count < 1) {
        throw new IllegalArgumentException("bucket [%s, %s] of %d".formatted(low, high, count));
      }
    }

    /// The number in the middle.
    public double middle() {
      return low / 2 + high / 2;
    }
  }

  /// How many numbers.
  public long count() {
    long n = 0;
    for (Bucket bucket : buckets) {
      n += bucket.count();
    }
    return n;
  }

  /// The bucket that holds the number of rank `ceil(p n)`: the `p` quantile lies in it.
  ///
  /// @param p between 0 and 1
  /// @throws IllegalStateException when there is no number
  public Bucket quantile(double p) {
    long n = count();
    long rank = Math.clamp((long) Math.ceil(p * n), 1, Math.max(1, n));
    long seen = 0;
    for (Bucket bucket : buckets) {
      seen += bucket.count();
      if (seen >= rank) {
        return bucket;
      }
    }
    throw new IllegalStateException("no numbers");
  }

  /// The share of numbers below 0; buckets that hold both signs count by half.
  public double negatives() {
    double below = 0;
    for (Bucket bucket : buckets) {
      below += bucket.high() < 0 ? bucket.count() : bucket.low() < 0 ? bucket.count() / 2.0 : 0;
    }
    return below / count();
  }

  /// The same, coarse enough that no interval and none of its ends is about fewer than `least`
  /// numbers: a part of the number line is halved (by its bit patterns) as long as both halves hold
  /// at least `least` numbers or none; a half with fewer is left out when it is at most 1 % of the
  /// whole, and keeps the whole from being halved otherwise. The ends are places where lines are
  /// halved, never somebody's number, unless `least` of them are equal.
  ///
  /// What was left out is missing from [#count].
  public Histogram anonymous(long least) {
    return least <= 1 ? this : new Halving(buckets, least).run();
  }

  /// Two histograms over the finest intervals that both can be told apart on.
  ///
  /// @param cuts upper ends of the intervals, ascending
  /// @param first how many numbers of the first histogram lie in each
  /// @param second the same of the second
  @SuppressWarnings("ArrayRecordComponent") // passed from one statistic to the next
  public record Common(double[] cuts, long[] first, long[] second) {}

  /// Lays this histogram and another over each other: a cut between intervals stands where no
  /// bucket of either reaches across.
  public Common over(Histogram other) {
    int most = buckets.size() + other.buckets.size();
    double[] cuts = new double[most];
    long[] first = new long[most];
    long[] second = new long[most];
    int n = 0;
    int i = 0;
    int j = 0;
    while (i < buckets.size() || j < other.buckets.size()) {
      double end = Math.min(lowAt(i), other.lowAt(j));
      while (lowAt(i) <= end || other.lowAt(j) <= end) {
        Bucket taken = lowAt(i) <= end ? buckets.get(i) : other.buckets.get(j);
        if (lowAt(i) <= end) {
          first[n] += taken.count();
          i++;
        } else {
          second[n] += taken.count();
          j++;
        }
        end = Math.max(end, taken.high());
      }
      cuts[n++] = end;
    }
    return new Common(Arrays.copyOf(cuts, n), Arrays.copyOf(first, n), Arrays.copyOf(second, n));
  }

  private double lowAt(int i) {
    return i < buckets.size() ? buckets.get(i).low() : Double.POSITIVE_INFINITY;
  }
}
