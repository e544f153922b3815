package dev.gambeson.redteam.extraction;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.stats.Intervals;
import java.util.Arrays;

/// How often a copy answers as the model does, on rows neither was asked about before.
///
/// @param rows rows per answer of the model
/// @param agreed rows per answer of the model on which the copy gives the same answer
/// @param given rows per answer of the copy
@SuppressWarnings("ArrayRecordComponent") // small private buffers
record Agreement(long[] rows, long[] agreed, long[] given) {

  static Agreement of(int[] victim, int[] copy, int classes) {
    Agreement a = new Agreement(new long[classes], new long[classes], new long[classes]);
    for (int i = 0; i < victim.length; i++) {
      a.rows[victim[i]]++;
      a.given[copy[i]]++;
      a.agreed[victim[i]] += victim[i] == copy[i] ? 1 : 0;
    }
    return a;
  }

  long n() {
    return Arrays.stream(rows).sum();
  }

  /// Answers that the model gives at all on these rows.
  int answers() {
    return (int) Arrays.stream(rows).filter(r -> r > 0).count();
  }

  /// Share of rows with equal answers.
  Estimate plain(String name) {
    return Intervals.wilson(name, Arrays.stream(agreed).sum(), n());
  }

  /// Share of rows with the model's most frequent answer: what a copy reaches that always gives it.
  double majority() {
    return (double) Arrays.stream(rows).max().orElse(0) / n();
  }

  /// Mean over the model's answers of the share on which the copy agrees: a constant copy gets one
  /// over the number of answers, however rare some are. The interval combines Wilson's per answer
  /// (MOVER; Zou and Donner 2008).
  Estimate balanced(String name, double confidence) {
    double value = 0;
    double below = 0;
    double above = 0;
    for (int c = 0; c < rows.length; c++) {
      if (rows[c] > 0) {
        Intervals.Share share = new Intervals.Share((double) agreed[c], (double) rows[c]);
        double[] w = share.wilson(confidence);
        value += share.value();
        below += Math.pow(share.value() - w[0], 2);
        above += Math.pow(w[1] - share.value(), 2);
      }
    }
    int k = answers();
    return new Estimate(
        name,
        value / k,
        (value - Math.sqrt(below)) / k,
        (value + Math.sqrt(above)) / k,
        n(),
        "Wilson %.2f %% per answer, combined (MOVER)".formatted(100 * confidence));
  }

  /// Agreement beyond what two independent answerers with these frequencies reach (Cohen 1960).
  double kappa() {
    double n = (double) n();
    double chance = 0;
    for (int c = 0; c < rows.length; c++) {
      chance += rows[c] / n * (given[c] / n);
    }
    double observed = Arrays.stream(agreed).sum() / n;
    return chance == 1 ? 0 : (observed - chance) / (1 - chance);
  }
}
