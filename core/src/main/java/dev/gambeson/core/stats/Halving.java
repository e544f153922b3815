package dev.gambeson.core.stats;

import dev.gambeson.core.stats.Histogram.Bucket;
import java.util.ArrayList;
import java.util.List;

/// Halves the number line until a further cut would tell about fewer than `least` numbers; see
/// [Histogram#anonymous].
final class Halving {
  private static final long LEFT_OUT = 100; // a half may be left out when 100 times it is the whole

  private final List<Bucket> buckets;
  private final long least;
  private final long[] before; // numbers in the buckets before each
  private final List<Bucket> leaves = new ArrayList<>();

  Halving(List<Bucket> buckets, long least) {
    this.buckets = buckets;
    this.least = least;
    this.before = new long[buckets.size() + 1];
    for (int i = 0; i < buckets.size(); i++) {
      before[i + 1] = before[i] + buckets.get(i).count();
    }
  }

  Histogram run() {
    halve(0, buckets.size(), Long.MIN_VALUE, 64);
    return new Histogram(leaves);
  }

  /// The buckets `from` to `to`, all between the bit patterns `low` and `low + 2^bits - 1`.
  private void halve(int from, int to, long low, int bits) {
    long here = before[to] - before[from];
    if (here < least) {
      return;
    }
    int cut = bits == 0 ? to : firstAtOrAbove(low + (1L << (bits - 1)), from, to);
    if (bits == 0 || cut < 0 || !mayCut(before[cut] - before[from], before[to] - before[cut])) {
      long width = bits == 64 ? -1 : (1L << bits) - 1;
      leaves.add(new Bucket(OrderedBits.toDouble(low), OrderedBits.toDouble(low + width), here));
      return;
    }
    halve(from, cut, low, bits - 1);
    halve(cut, to, low + (1L << (bits - 1)), bits - 1);
  }

  private boolean mayCut(long left, long right) {
    long fewer = Math.min(left, right);
    return fewer == 0 || fewer >= least || fewer <= (left + right) / LEFT_OUT;
  }

  /// Index of the first bucket at or above a bit pattern, -1 when a bucket reaches across it.
  private int firstAtOrAbove(long pattern, int from, int to) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (OrderedBits.of(buckets.get(middle).low()) < pattern) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    boolean across = low > from && OrderedBits.of(buckets.get(low - 1).high()) >= pattern;
    return across ? -1 : low;
  }
}
