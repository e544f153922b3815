package dev.gambeson.data.profile;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Text;
import dev.gambeson.core.stats.Histogram;
import dev.gambeson.core.stats.Intervals;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/// Distances between two samples that are known by their counts in common cells.
final class Distances {
  private static final double LN2 = Math.log(2);
  private static final int MOST_BINS = 20;

  private Distances() {}

  /// Counts of two samples in the same cells.
  @SuppressWarnings("ArrayRecordComponent") // passed from one statistic to the next
  record Pair(long[] first, long[] second) {
    long n() {
      return LongStream.of(first).sum();
    }

    long m() {
      return LongStream.of(second).sum();
    }

    /// Neighbouring cells joined into at most 20 bins that hold about the same share of both.
    Pair binned() {
      double total = (double) n() + m();
      long[] a = new long[MOST_BINS];
      long[] b = new long[MOST_BINS];
      double before = 0;
      for (int i = 0; i < first.length; i++) {
        double here = first[i] + (double) second[i];
        int bin = (int) Math.min(MOST_BINS - 1, (before + here / 2) / total * MOST_BINS);
        a[bin] += first[i];
        b[bin] += second[i];
        before += here;
      }
      return new Pair(a, b);
    }
  }

  /// Largest distance of the distribution functions at the common cuts: a lower bound of the
  /// Kolmogorov-Smirnov distance, and equal to it but for what happens inside a cell. The interval
  /// is the Dvoretzky-Kiefer-Wolfowitz band of both samples (Massart 1990).
  static Estimate ks(String name, Histogram.Common common, double confidence) {
    Pair pair = new Pair(common.first(), common.second());
    double n = pair.n();
    double m = pair.m();
    if (n < 2 || m < 2) {
      return Estimate.undefined(name, (long) (n + m), "fewer than two values");
    }
    double d = 0;
    double a = 0;
    double b = 0;
    for (int i = 0; i < pair.first().length; i++) {
      a += pair.first()[i];
      b += pair.second()[i];
      d = Math.max(d, Math.abs(a / n - b / m));
    }
    double half = band(n, confidence) + band(m, confidence);
    return new Estimate(
        name,
        d,
        Math.max(0, d - half),
        Math.min(1, d + half),
        (long) (n + m),
        "KS on common cells, DKW band " + Text.number(100 * confidence) + " %");
  }

  /// Half the band that each of two samples may use up half of the error probability for.
  static double band(double n, double confidence) {
    return Math.sqrt(Math.log(4 / (1 - confidence)) / (2 * n));
  }

  /// Jensen-Shannon divergence in bits, 0 to 1 (Lin 1991, equal weights). The interval is that of
  /// the delta method, wider on both sides by what two samples of one population would show:
  /// `chi2(cells - 1) (1/n + 1/m) / (8 ln 2)`, from the divergence's second-order expansion.
  static Estimate jensenShannon(String name, Pair pair, double confidence) {
    double n = pair.n();
    double m = pair.m();
    if (n < 2 || m < 2) {
      return Estimate.undefined(name, (long) (n + m), "fewer than two values");
    }
    double sum = 0;
    double[] a = new double[2]; // mean and mean square of the gradient under the first sample
    double[] b = new double[2];
    int cells = 0;
    for (int i = 0; i < pair.first().length; i++) {
      double p = pair.first()[i] / n;
      double q = pair.second()[i] / m;
      cells += p + q > 0 ? 1 : 0;
      sum += term(p, q, a) + term(q, p, b);
    }
    double value = Math.clamp(sum, 0, 1);
    double variance = Math.max(0, a[1] - a[0] * a[0]) / n + Math.max(0, b[1] - b[0] * b[0]) / m;
    double half = Intervals.z(confidence) * Math.sqrt(variance) + noise(cells, n, m, confidence);
    return new Estimate(
        name,
        value,
        Math.max(0, value - half),
        Math.min(1, Math.max(value, value + half)),
        (long) (n + m),
        "Jensen-Shannon, delta method and noise floor, " + Text.number(100 * confidence) + " %");
  }

  /// `p/2 log2(2p / (p + q))`; adds to the moments of its gradient.
  private static double term(double p, double q, double[] moments) {
    if (p == 0) {
      return 0;
    }
    double gradient = Math.log(2 * p / (p + q)) / LN2 / 2;
    moments[0] += p * gradient;
    moments[1] += p * gradient * gradient;
    return p * gradient;
  }

  /// What the divergence of two samples of one population stays below with this confidence.
  static double noise(int cells, double n, double m, double confidence) {
    if (cells < 2) {
      return 0;
    }
    double chi2 = ChiSquaredDistribution.of(cells - 1).inverseSurvivalProbability(1 - confidence);
    return chi2 * (1 / n + 1 / m) / (8 * LN2);
  }

  /// Population stability index, natural logarithm, half a row added to every cell so that empty
  /// ones do not make it infinite.
  static double psi(Pair pair) {
    double cells = pair.first().length;
    double n = pair.n() + cells / 2;
    double m = pair.m() + cells / 2;
    double sum = 0;
    for (int i = 0; i < cells; i++) {
      double p = (pair.first()[i] + 0.5) / n;
      double q = (pair.second()[i] + 0.5) / m;
      sum += (p - q) * Math.log(p / q);
    }
    return sum;
  }

  /// The largest difference of a cell's share (Newcombe 1998), its confidence shared among the
  /// cells; and which cell.
  static Largest largestDifference(String name, Pair pair, double confidence) {
    long n = pair.n();
    long m = pair.m();
    double each = 1 - (1 - confidence) / Math.max(1, pair.first().length);
    Estimate worst = Estimate.undefined(name, n + m, "no common cells");
    int where = -1;
    for (int i = 0; i < pair.first().length; i++) {
      Estimate e =
          size(
              Intervals.difference(
                  name,
                  new Intervals.Share((double) pair.first()[i], (double) n),
                  new Intervals.Share((double) pair.second()[i], (double) m),
                  each));
      if (e.isDefined() && (where < 0 || e.value() > worst.value())) {
        worst = e;
        where = i;
      }
    }
    return new Largest(worst, where);
  }

  /// An estimate and the cell it is about, -1 for none.
  record Largest(Estimate estimate, int cell) {}

  /// The size of a difference, whichever side is larger.
  static Estimate size(Estimate e) {
    if (!e.isDefined() || e.low() >= 0) {
      return e;
    }
    double low = e.high() <= 0 ? -e.high() : 0;
    double value = Math.abs(e.value());
    return new Estimate(
        e.name(), value, low, Math.max(-e.low(), Math.max(e.high(), value)), e.n(), e.method());
  }

  /// The share of a histogram's numbers at or below `x`; a bucket around `x` counts by half.
  static double cumulative(double[] highs, double[] lows, double[] shares, double x) {
    int found = Arrays.binarySearch(highs, x);
    int i = found >= 0 ? found + 1 : -found - 1;
    double below = i == 0 ? 0 : shares[i - 1];
    boolean inside = i < lows.length && lows[i] < x;
    return inside ? (below + shares[i]) / 2 : below;
  }
}
