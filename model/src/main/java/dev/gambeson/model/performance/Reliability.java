package dev.gambeson.model.performance;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Seed;
import dev.gambeson.core.stats.Binomials;
import dev.gambeson.core.stats.Intervals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/// Probabilities and what came of them, in bins of equal size.
///
/// @param bins by ascending probability
record Reliability(List<Bin> bins) {
  private static final int MOST_BINS = 15;
  private static final int LEAST_ROWS = 20;
  private static final int DRAWS = 1000;
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /// @param rows number of rows
  /// @param hits rows in which the event happened
  /// @param score mean probability
  record Bin(long rows, long hits, double score) {
    Estimate observed() {
      return Intervals.wilson("share", hits, rows);
    }

    double gap() {
      return (double) hits / rows - score;
    }

    /// The sampling variance of the gap; one pseudo-row keeps it off zero in pure bins.
    double variance() {
      double p = (hits + 0.5) / (rows + 1.0);
      return p * (1 - p) / rows;
    }
  }

  /// Up to 15 bins, with at least 20 rows each where there are that many.
  static Reliability of(double[] probabilities, boolean[] happened) {
    int n = probabilities.length;
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> probabilities[i]))
            .mapToInt(i -> i)
            .toArray();
    int count = Math.clamp(n / LEAST_ROWS, 1, MOST_BINS);
    List<Bin> bins = new ArrayList<>();
    for (int b = 0; b < count; b++) {
      int from = (int) ((long) n * b / count);
      int to = (int) ((long) n * (b + 1) / count);
      double score = 0;
      long hits = 0;
      for (int i = from; i < to; i++) {
        score += probabilities[order[i]];
        hits += happened[order[i]] ? 1 : 0;
      }
      if (to > from) {
        bins.add(new Bin(to - from, hits, score / (to - from)));
      }
    }
    return new Reliability(bins);
  }

  long rows() {
    return bins.stream().mapToLong(Bin::rows).sum();
  }

  /// The expected calibration error as usually stated: the mean absolute gap. Biased upward: by
  /// chance alone, no gap is 0.
  double rawError() {
    return bins.stream().mapToDouble(b -> b.rows() * Math.abs(b.gap())).sum() / rows();
  }

  /// The expected calibration error less the part that chance explains. In each bin, the true gap
  /// is first estimated as `sqrt(gap^2 - variance)` (0 if negative, as Kumar et al. 2019 do with
  /// the squared error); the mean of a folded normal around it says by how much chance inflates its
  /// absolute value, and that is taken off. Not below 0.
  double correctedError() {
    double inflation = 0;
    for (Bin bin : bins) {
      double deviation = Math.sqrt(bin.variance());
      double gap = Math.sqrt(Math.max(0, bin.gap() * bin.gap() - bin.variance()));
      inflation += bin.rows() * (foldedMean(gap, deviation) - gap);
    }
    return Math.max(0, rawError() - inflation / rows());
  }

  /// The mean of the absolute value of a normal variable (Leone et al. 1961).
  private static double foldedMean(double mean, double deviation) {
    double z = mean / deviation;
    return deviation * Math.sqrt(2 / Math.PI) * Math.exp(-z * z / 2)
        + mean * (1 - 2 * NORMAL.cumulativeProbability(-z));
  }

  /// The corrected error with a bootstrap interval: 1,000 binomial draws of every bin, whose spread
  /// is laid around the estimate. The correction takes off a little too much when the true error is
  /// moderate, so the upper end is laid around the uncorrected error, which is never too small on
  /// average: the interval is too wide rather than too narrow.
  Estimate error(String name, Seed seed) {
    RandomGenerator random = seed.random();
    double[] corrected = new double[DRAWS];
    double[] raw = new double[DRAWS];
    for (int d = 0; d < DRAWS; d++) {
      Reliability drawn = draw(random);
      corrected[d] = drawn.correctedError();
      raw[d] = drawn.rawError();
    }
    double value = correctedError();
    return new Estimate(
        name,
        value,
        Math.clamp(value + deviation(corrected, 0.025), 0, value),
        Math.max(value, rawError() + deviation(raw, 0.975)),
        rows(),
        "%d bins of equal size, bias taken off, bootstrap 95 %%".formatted(bins.size()));
  }

  /// How far a quantile of the draws lies from their mean.
  private static double deviation(double[] draws, double quantile) {
    double[] sorted = draws.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.round(quantile * (DRAWS - 1))]
        - Arrays.stream(sorted).average().orElseThrow();
  }

  private Reliability draw(RandomGenerator random) {
    return new Reliability(
        bins.stream()
            .map(b ->
                new Bin(
                    b.rows(),
                    Binomials.draw(b.rows(), (double) b.hits() / b.rows(), random),
                    b.score()))
            .toList());
  }
}
