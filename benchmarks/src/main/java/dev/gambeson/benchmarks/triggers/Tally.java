package dev.gambeson.benchmarks.triggers;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.core.stats.Roc;
import dev.gambeson.data.screen.Screened;

/// Counts over runs.
final class Tally {
  private final String name;
  private long runs;
  private long failed;
  private long poison;
  private long poisonHeld;
  private long honest;
  private long honestHeld;
  private double tprAtOne;

  Tally(String name) {
    this.name = name;
  }

  void add(Screened screened, boolean[] poisoned) {
    runs++;
    failed +=
        screened.results().getFirst().outcome().filter(o -> o instanceof Outcome.Fail).isPresent()
            ? 1
            : 0;
    long bad = 0;
    for (boolean p : poisoned) {
      bad += p ? 1 : 0;
    }
    long hits = screened.held().stream().filter(h -> poisoned[h.row()]).count();
    poison += bad;
    poisonHeld += hits;
    honest += poisoned.length - bad;
    honestHeld += screened.held().size() - hits;
    if (bad > 0 && screened.suspicion().length == poisoned.length) {
      double[] s = screened.suspicion().clone();
      for (int i = 0; i < s.length; i++) {
        s[i] = Double.isNaN(s[i]) ? Double.NEGATIVE_INFINITY : s[i];
      }
      tprAtOne += Roc.of(s, poisoned).tprAt(0.01, "tpr").value();
    }
  }

  void print() {
    Estimate fail = Intervals.clopperPearson("fail", failed, runs);
    Estimate held = Intervals.wilson("held", poisonHeld, poison);
    Estimate wrong = Intervals.clopperPearson("wrong", honestHeld, honest);
    System.out.printf(
        "| %s | %d | %d (%.2f to %.2f) | %s | %.4f (to %.4f) | %s |%n",
        name,
        runs,
        failed,
        fail.low(),
        fail.high(),
        poison == 0
            ? "-"
            : "%.3f (%.3f to %.3f)".formatted(held.value(), held.low(), held.high()),
        wrong.value(),
        wrong.high(),
        poison == 0 ? "-" : "%.3f".formatted(tprAtOne / runs));
  }

  static void header() {
    System.out.println(
        "| case | runs | runs that fail (95 %) | poison held, all runs (95 %) | honest rows held (to 95 %) | mean TPR at 1 % FPR of the ranking |");
    System.out.println("|---|---|---|---|---|---|");
  }
}
