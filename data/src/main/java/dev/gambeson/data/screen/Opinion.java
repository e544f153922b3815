package dev.gambeson.data.screen;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Policy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/// What one screen says about each row, as p-values that can be compared between screens.
///
/// With trusted rows on the screen's own scale: conformal, `(1 + trusted at least as suspicious) /
/// (1 + trusted)`. Without: anchored at what the screen promises, that it holds back at most its
/// budgeted share of clean rows. Rows held get `rank / held` of the smaller of the budget and the
/// share held, the others lie between that and 1 by rank. Within the rows held this takes clean
/// ones for no more suspicious than poison.
///
/// @param p per row; NaN where the screen has no opinion
/// @param rank per row, the number of rows at least as suspicious: tells rows beyond all trusted
///   ones apart
/// @param held rows held back, with the reason
@SuppressWarnings("ArrayRecordComponent") // package-private, one value a row
record Opinion(String check, double[] p, int[] rank, Map<Integer, String> held) {
  private static final String BUDGET = "false-positives";

  static Opinion of(CheckInfo info, Screened screened, double budget) {
    double[] suspicion = screened.suspicion();
    Map<Integer, String> held = new HashMap<>();
    screened.held().forEach(h -> held.merge(h.row(), h.reason(), (a, _) -> a));
    double[] p =
        screened.trusted().length > 0
            ? conformal(suspicion, screened.trusted())
            : anchored(suspicion, held, budget);
    return new Opinion(info.id(), p, ranks(suspicion), held);
  }

  /// The share of clean rows that a screen may hold back; 1 when it states none.
  static double budget(CheckInfo info, Policy policy) {
    return info.parameter(BUDGET).isPresent() ? policy.value(info, BUDGET) : 1;
  }

  private static double[] conformal(double[] suspicion, double[] trusted) {
    double[] sorted = trusted.clone();
    Arrays.sort(sorted);
    return Arrays.stream(suspicion)
        .map(s -> Double.isNaN(s) ? s : (1.0 + atLeast(sorted, s)) / (1.0 + sorted.length))
        .toArray();
  }

  private static int[] ranks(double[] suspicion) {
    double[] sorted = sorted(suspicion, Map.of(), false);
    return Arrays.stream(suspicion)
        .mapToInt(s -> Double.isNaN(s) ? Integer.MAX_VALUE : atLeast(sorted, s))
        .toArray();
  }

  private static double[] anchored(double[] suspicion, Map<Integer, String> held, double budget) {
    double[] inside = sorted(suspicion, held, true);
    double[] outside = sorted(suspicion, held, false);
    double share = (double) held.size() / suspicion.length;
    double top = Math.min(budget, share);
    double rest = held.isEmpty() ? Math.min(budget, 0.5) : Math.max(top, Math.min(budget, 0.5));
    double[] p = new double[suspicion.length];
    for (int row = 0; row < p.length; row++) {
      double s = suspicion[row];
      if (held.containsKey(row)) {
        p[row] = Double.isNaN(s) ? top : top * Math.max(1, atLeast(inside, s)) / held.size();
      } else {
        p[row] = Double.isNaN(s) ? s : rest + (1 - rest) * atLeast(outside, s) / outside.length;
      }
    }
    return p;
  }

  private static double[] sorted(double[] suspicion, Map<Integer, String> held, boolean inside) {
    return IntStream.range(0, suspicion.length)
        .filter(row -> held.containsKey(row) == inside && !Double.isNaN(suspicion[row]))
        .mapToDouble(row -> suspicion[row])
        .sorted()
        .toArray();
  }

  private static int atLeast(double[] sorted, double value) {
    return sorted.length - Ranks.below(sorted, value);
  }
}
