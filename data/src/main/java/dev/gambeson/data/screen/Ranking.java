package dev.gambeson.data.screen;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// GB-POIS-020: all screens together, one list of rows with calibrated scores.
///
/// Guarantees: the order depends on the screens' answers alone; [Ranked.Row#bound] holds under any
/// dependence between screens and rows, as far as each screen keeps its false-positive budget.
/// [Ranked.Row#falseShare] is an estimate, usually too high. Rows that no screen suspects are clean
/// to none of them, which does not make them clean.
public final class Ranking {
  private static final int ROUNDS = 5;
  private static final double STAND_OUT = 0.5; // more likely poison than clean
  static final String RATE = "false-discovery-rate";
  static final String MIN_ROWS = "min-rows";

  static final CheckInfo INFO =
      new CheckInfo(
          "GB-POIS-020",
          "Suspicious rows, all screens together",
          "Are there rows on which the screens agree so much that most of them cannot be clean?",
          "Each screen sees one kind of poison and spends its own budget of false positives. Together they say more: a row that two screens suspect for different reasons is rarely clean. One list, the worst rows first, is also what a person can work through.",
          "Per screen a p-value a row: against trusted rows where the screen scored any, else anchored at its false-positive budget. The screens that hold back any row are joined by Brown's (1975) sum of logarithms, with the covariances between screens measured over the rows (without those that stand out, in up to five rounds). Estimated share of clean rows among the first k: n p(k) / k, made monotone (Benjamini and Hochberg 1995). Beside it a bound under any dependence of all screens and rows: harmonic mean times the factor of Vovk and Wang (2020, proposition 6), and Benjamini and Yekutieli (2001) over the rows.",
          "Sees what the screens see. The share is an estimate: it takes every screen to spend its budget on clean rows, so it is usually too high, and too low where a screen breaks its budget (a population that moved, trusted rows that were poisoned). Screens that hold nothing back do not change the order at the top.",
          "Look at the first rows of the list and at the reasons; ask their source. The list holds nothing back by itself: rows of a rare class look odd to every screen at once.",
          Severity.MEDIUM,
          List.of("ML02:2023", "AML.T0020"),
          List.of(
              new CheckInfo.Parameter(
                  RATE,
                  0.2,
                  1e-4,
                  0.9,
                  "largest estimated share of clean rows among those held back together"),
              new CheckInfo.Parameter(
                  MIN_ROWS, 5, 1, 1e6, "fewest rows that must be held back together to fail")));

  private Ranking() {}

  /// What it asks; constant.
  public static CheckInfo info() {
    return INFO;
  }

  /// Combines the answers of screens over the same subject.
  ///
  /// @param screened in any order; screens that did not run are left out
  public static Ranked of(
      ScreenSubject subject, Map<CheckInfo, Screened> screened, CheckContext context) {
    List<Opinion> opinions = opinions(subject, screened, context);
    if (opinions.isEmpty()) {
      return new Ranked(
          List.of(),
          List.of(CheckResult.notExamined(INFO.id(), "", "No screen had an opinion on any row.")),
          List.of());
    }
    List<Ranked.Row> rows = rows(subject.size(), opinions);
    return new RankingReport(subject, rows, opinions, context).ranked();
  }

  private static List<Opinion> opinions(
      ScreenSubject subject, Map<CheckInfo, Screened> screened, CheckContext context) {
    List<Opinion> opinions = new ArrayList<>();
    screened.forEach((info, answer) -> {
      if (answer.suspicion().length == subject.size() && subject.size() > 0) {
        opinions.add(Opinion.of(info, answer, Opinion.budget(info, context.policy())));
      }
    });
    opinions.sort(Comparator.comparing(Opinion::check));
    return opinions;
  }

  private static List<Ranked.Row> rows(int n, List<Opinion> opinions) {
    List<Opinion> active = opinions.stream().filter(o -> !o.held().isEmpty()).toList();
    double[] p = joint(n, active.isEmpty() ? opinions : active);
    int[] order = order(p, opinions);
    double[] share = stepUp(Arrays.stream(order).mapToDouble(row -> p[row]).toArray(), 1);
    JointP all = new JointP(values(opinions), new BitSet());
    double[] bounds = bounds(Arrays.stream(order).mapToDouble(all::worstCase).toArray());
    List<Ranked.Row> rows = new ArrayList<>();
    for (int i = 0; i < order.length; i++) {
      int row = order[i];
      rows.add(new Ranked.Row(row, p[row], share[i], bounds[i], reasons(row, opinions)));
    }
    return rows;
  }

  private static int[] order(double[] p, List<Opinion> opinions) {
    return IntStream.range(0, p.length)
        .filter(row -> !Double.isNaN(p[row]))
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(row -> p[row])
                .thenComparingInt(row -> bestRank(opinions, row))
                .thenComparingInt(row -> row))
        .mapToInt(row -> row)
        .toArray();
  }

  // Rows that stand out by covariances with them are left out, and what is left measured again.
  private static double[] joint(int n, List<Opinion> opinions) {
    BitSet leftOut = new BitSet(n);
    for (int round = 0; ; round++) {
      JointP joint = new JointP(values(opinions), leftOut);
      double[] p = IntStream.range(0, n).mapToDouble(joint::of).toArray();
      BitSet standOut = standOut(p, opinions);
      if (round == ROUNDS || standOut.equals(leftOut)) {
        return p;
      }
      leftOut = standOut;
    }
  }

  private static BitSet standOut(double[] p, List<Opinion> opinions) {
    int[] order = order(p, opinions);
    double[] share = stepUp(Arrays.stream(order).mapToDouble(row -> p[row]).toArray(), 1);
    BitSet rows = new BitSet(p.length);
    for (int i = 0; i < order.length && share[i] <= STAND_OUT; i++) {
      rows.set(order[i]);
    }
    return rows;
  }

  private static List<double[]> values(List<Opinion> opinions) {
    return opinions.stream().map(Opinion::p).toList();
  }

  private static int bestRank(List<Opinion> opinions, int row) {
    return opinions.stream().mapToInt(o -> o.rank()[row]).min().orElseThrow();
  }

  // The list is in another order than these p-values: a prefix counts as bad as the worst row in it
  // (self-consistent in the sense of Blanchard and Roquain 2008, so the bound holds for it).
  private static double[] bounds(double[] p) {
    double harmonic = 0;
    for (int i = 0; i < p.length; i++) {
      harmonic += 1.0 / (i + 1);
      p[i] = i == 0 ? p[0] : Math.max(p[i], p[i - 1]);
    }
    return stepUp(p, harmonic);
  }

  /// `min over j >= k of n p(j) c / j`, at most 1, of ascending p-values.
  static double[] stepUp(double[] ascending, double c) {
    double[] out = new double[ascending.length];
    double least = 1;
    for (int k = ascending.length; k >= 1; k--) {
      least = Math.min(least, ascending.length * ascending[k - 1] * c / k);
      out[k - 1] = least;
    }
    return out;
  }

  private static List<Ranked.Reason> reasons(int row, List<Opinion> opinions) {
    return opinions.stream()
        .flatMap(o -> reason(row, o).stream())
        .sorted(Comparator.comparingDouble(Ranked.Reason::p))
        .toList();
  }

  private static Optional<Ranked.Reason> reason(int row, Opinion opinion) {
    String text = opinion.held().getOrDefault(row, "");
    double p = opinion.p()[row];
    return text.isEmpty() && !(p <= RankingReport.NOTABLE)
        ? Optional.empty()
        : Optional.of(new Ranked.Reason(opinion.check(), p, text));
  }
}
