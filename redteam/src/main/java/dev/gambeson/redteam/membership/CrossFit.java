package dev.gambeson.redteam.membership;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.core.stats.Roc;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/// Judges an attack whose threshold is chosen on one half of the rows by what it achieves on the
/// other half, both ways round: no row is judged by a threshold it helped to choose.
final class CrossFit {
  private CrossFit() {}

  /// Members and non-members that an attack accuses.
  ///
  /// @param hits members accused, of `n`
  /// @param alarms non-members accused, of `n`
  /// @param n members, and as many non-members
  record Counts(long hits, long alarms, long n) {
    Counts plus(Counts other) {
      return new Counts(hits + other.hits, alarms + other.alarms, n + other.n);
    }

    /// `(TPR + 1 - FPR) / 2`, from Newcombe's interval of the difference.
    Estimate balancedAccuracy(String name, double confidence) {
      Intervals.Share tpr = new Intervals.Share((double) hits, (double) n);
      Intervals.Share fpr = new Intervals.Share((double) alarms, (double) n);
      Estimate d = Intervals.difference(name, tpr, fpr, confidence);
      return new Estimate(
          name,
          (1 + d.value()) / 2,
          (1 + d.low()) / 2,
          (1 + d.high()) / 2,
          d.n(),
          d.method() + ", thresholds from the other half");
    }
  }

  /// Accusations at the threshold (per group) that told the other half apart best.
  static Counts atBestThreshold(Population p, Attack attack) {
    Counts total = new Counts(0, 0, 0);
    for (int half = 0; half < 2; half++) {
      int[] fit = p.rowsOf(1 - half);
      double[] thresholds = new double[attack.groups()];
      for (int g = 0; g < attack.groups(); g++) {
        int group = g;
        thresholds[g] =
            bestThreshold(
                p,
                attack.signal(),
                Arrays.stream(fit).filter(i -> attack.group()[i] == group).toArray());
      }
      total = total.plus(count(p, attack, p.rowsOf(half), thresholds));
    }
    return total;
  }

  /// Accusations at the lowest threshold with at most this false positive rate on the other half;
  /// [#resolves] must hold.
  static Counts atFalsePositiveRate(Population p, Attack attack, double fpr) {
    Counts total = new Counts(0, 0, 0);
    for (int half = 0; half < 2; half++) {
      double[] outside =
          Arrays.stream(p.rowsOf(1 - half))
              .filter(i -> !p.member(i))
              .mapToDouble(i -> attack.signal()[i])
              .sorted()
              .toArray();
      int allowed = (int) Math.floor(fpr * outside.length);
      double threshold = Math.nextUp(outside[outside.length - 1 - allowed]);
      total = total.plus(count(p, attack, p.rowsOf(half), new double[] {threshold}));
    }
    return total;
  }

  /// Whether the non-members of either half suffice to set a threshold at this false positive rate.
  static boolean resolves(Population p, double fpr) {
    return IntStream.range(0, 2)
        .allMatch(
            half -> fpr * Arrays.stream(p.rowsOf(half)).filter(i -> !p.member(i)).count() >= 1);
  }

  /// The threshold that maximises TPR - FPR over the given rows: the signal of the lowest row
  /// accused; infinite when accusing nobody is best.
  private static double bestThreshold(Population p, double[] signal, int[] rows) {
    long members = Arrays.stream(rows).filter(p::member).count();
    long others = rows.length - members;
    if (members == 0 || others == 0) {
      return Double.POSITIVE_INFINITY;
    }
    int[] order =
        IntStream.of(rows)
            .boxed()
            .sorted((a, b) -> Double.compare(signal[b], signal[a]))
            .mapToInt(Integer::intValue)
            .toArray();
    double best = 0;
    double threshold = Double.POSITIVE_INFINITY;
    double gain = 0;
    for (int i = 0; i < order.length; i++) {
      gain += p.member(order[i]) ? 1.0 / members : -1.0 / others;
      boolean lastOfTies = i + 1 == order.length || signal[order[i + 1]] < signal[order[i]];
      if (lastOfTies && gain > best + 1e-12) {
        best = gain;
        threshold = signal[order[i]];
      }
    }
    return threshold;
  }

  private static Counts count(Population p, Attack attack, int[] rows, double[] thresholds) {
    long hits = 0;
    long alarms = 0;
    for (int i : rows) {
      if (attack.signal()[i] >= thresholds[attack.group()[i]]) {
        if (p.member(i)) {
          hits++;
        } else {
          alarms++;
        }
      }
    }
    return new Counts(hits, alarms, Arrays.stream(rows).filter(p::member).count());
  }

  /// A signal made by a network per half, put on one scale: each value's mid-rank within its half,
  /// members and non-members together, from 0 to 1.
  static double[] ranked(Population p, double[] signal) {
    double[] out = new double[signal.length];
    for (int half = 0; half < 2; half++) {
      int[] rows = p.rowsOf(half);
      double[] sorted = Arrays.stream(rows).mapToDouble(i -> signal[i]).sorted().toArray();
      int from = 0;
      Map<Double, Double> rank = new HashMap<>(2 * sorted.length);
      for (int i = 0; i < sorted.length; i++) {
        if (i + 1 == sorted.length || sorted[i + 1] > sorted[i]) {
          rank.put(sorted[i], (from + i + 1) / (2.0 * sorted.length));
          from = i + 1;
        }
      }
      for (int i : rows) {
        out[i] = rank.getOrDefault(signal[i], 0.0);
      }
    }
    return out;
  }

  /// Area under the curve of the rows that `keep` marks.
  static Estimate auc(
      Population p, double[] signal, boolean[] keep, String name, double confidence) {
    double[] members =
        IntStream.range(0, p.perSide()).filter(i -> keep[i]).mapToDouble(i -> signal[i]).toArray();
    double[] others =
        IntStream.range(p.perSide(), p.size())
            .filter(i -> keep[i])
            .mapToDouble(i -> signal[i])
            .toArray();
    return atConfidence(Roc.of(members, others).auc(name), confidence);
  }

  /// A normal interval at 95 % restated at another confidence.
  static Estimate atConfidence(Estimate e, double confidence) {
    if (!e.isDefined() || confidence == 0.95) {
      return e;
    }
    double error = Math.max(e.high() - e.value(), e.value() - e.low()) / Intervals.Z95;
    double half = Intervals.z(confidence) * error;
    return new Estimate(
        e.name(),
        e.value(),
        Math.max(0, e.value() - half),
        Math.min(1, e.value() + half),
        e.n(),
        e.method().replace("95 %", "%.2f %%".formatted(100 * confidence)));
  }
}
