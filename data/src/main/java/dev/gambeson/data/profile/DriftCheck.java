package dev.gambeson.data.profile;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.stats.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// GB-DATA-012: do the values still come from where the reference came from?
final class DriftCheck implements ProfileCheck {
  private static final double COARSE = 0.15; // wider buckets do not tell distributions apart

  private static final double LEAST_EXPECTED = 5; // Cochran 1954; rarer ones are taken together

  private static final CheckInfo INFO =
      new CheckInfo(
          "GB-DATA-012",
          "Drift against the reference",
          "Is each column distributed as in the reference?",
          "A model that is trained again on data from elsewhere changes in ways nobody asked for; a partner or an attacker who moves a column moves the model.",
          "Two figures per column, each with an interval that holds for all figures together (Bonferroni), so that many columns alone raise no alarm. The Jensen-Shannon divergence in bits (Lin 1991) on at most 20 common bins of numbers, or on the values of a column with few of them, or on the shapes of its texts; its interval is widened by what two samples of one population would show. And the largest distance of the distribution functions (Kolmogorov-Smirnov on common cells, Dvoretzky-Kiefer-Wolfowitz band) for numbers, the largest difference of a share (Newcombe 1998) for categories. A column drifts when an interval lies above its limit.",
          "Each column is judged alone: a change in how columns hang together, or in which rows carry which label, is not found, nor is a change smaller than the limits (see slow drift, GB-POIS-012). Days, times, keys and free text are left out. Where somebody has spread a column over numbers of every size, its histogram is too coarse, which is said.",
          "Find out what changed before the rows may train anything: the population, a partner, an export. When the change is meant, admit the set as the new reference.",
          Severity.MEDIUM,
          List.of("ML02:2023", "ML08:2023", "AML.T0020"),
          List.of(
              new CheckInfo.Parameter(
                  "max-divergence", 0.05, 1e-4, 1, "largest Jensen-Shannon divergence, in bits"),
              new CheckInfo.Parameter(
                  "max-distance",
                  0.2,
                  1e-3,
                  1,
                  "largest distance of distribution functions, or difference of a share"),
              new CheckInfo.Parameter(
                  "confidence", 0.95, 0.5, 0.9999, "confidence of all intervals together")));

  @Override
  public List<CheckInfo> infos() {
    return List.of(INFO);
  }

  /// A column that both tables have.
  private record Both(ColumnSummary seen, ColumnSummary reference) {
    String name() {
      return seen.name();
    }

    boolean numeric() {
      return seen.isNumeric()
          && reference.isNumeric()
          && seen.numbers().isPresent()
          && reference.numbers().isPresent()
          && !seen.looksLikeKey()
          && !reference.looksLikeKey();
    }

    /// Counts to compare as categories, seen first.
    Optional<List<ColumnSummary.Counts>> categories() {
      if (seen.isNumeric() || reference.isNumeric() || dated(seen) || dated(reference)) {
        return Optional.empty();
      }
      return pair(seen.levels(), reference.levels())
          .or(() -> pair(seen.shapes(), reference.shapes()));
    }

    private static boolean dated(ColumnSummary c) {
      return c.type().filter(t -> t == CellType.DATE || t == CellType.TIMESTAMP).isPresent();
    }

    private static Optional<List<ColumnSummary.Counts>> pair(
        Optional<ColumnSummary.Counts> a, Optional<ColumnSummary.Counts> b) {
      return a.isPresent() && b.isPresent() && a.get().rows() > 0 && b.get().rows() > 0
          ? Optional.of(List.of(a.get(), b.get()))
          : Optional.empty();
    }
  }

  @Override
  public List<CheckResult> judge(
      TableSummary seen, Optional<TableSummary> reference, String table, CheckContext context) {
    if (reference.isEmpty()) {
      return List.of(
          CheckResult.notExamined(INFO.id(), "", "No reference was given (--reference)."));
    }
    List<Both> shared = new ArrayList<>();
    for (ColumnSummary c : seen.columns()) {
      reference.get().find(c.name()).ifPresent(r -> shared.add(new Both(c, r)));
    }
    List<Both> numeric = shared.stream().filter(Both::numeric).toList();
    List<Both> categorical = shared.stream().filter(b -> b.categories().isPresent()).toList();
    int figures = 2 * Math.max(1, numeric.size() + categorical.size());
    double confidence = 1 - (1 - context.parameter(INFO, "confidence")) / figures;
    Tally numbers = new Tally(INFO, "numbers", table, context);
    numeric.forEach(b -> numbers(b, numbers, confidence, context));
    Tally categories = new Tally(INFO, "categories", table, context);
    categorical.forEach(b -> categories(b, categories, confidence, context));
    return List.of(
        numbers.result(
            "%,d columns of numbers compared".formatted(numeric.size()),
            "No column of numbers can be compared with the reference.",
            List.of()),
        categories.result(
            "%,d columns of categories compared".formatted(categorical.size()),
            "No column of categories can be compared with the reference.",
            List.of()));
  }

  private static void numbers(Both both, Tally tally, double confidence, CheckContext context) {
    ColumnSummary.Numbers seen = both.seen().numbers().orElseThrow();
    ColumnSummary.Numbers known = both.reference().numbers().orElseThrow();
    String divergence = "Jensen-Shannon divergence of '" + both.name() + "' in bits";
    double limit = context.parameter(INFO, "max-divergence");
    if (seen.width() > COARSE || known.width() > COARSE) {
      tally.judge(
          both.name(),
          Estimate.undefined(
              divergence,
              both.seen().present(),
              "the numbers are of so many sizes that the histogram is too coarse"),
          limit,
          "",
          "");
      return;
    }
    Histogram.Common common = seen.histogram().over(known.histogram());
    Distances.Pair bins = new Distances.Pair(common.first(), common.second()).binned();
    String detail = movement(seen.histogram(), known.histogram(), Distances.psi(bins));
    tally.judge(
        both.name(),
        Distances.jensenShannon(divergence, bins, confidence),
        limit,
        "Column '" + both.name() + "' drifted",
        detail);
    tally.judge(
        both.name(),
        Distances.ks("KS distance of '" + both.name() + "'", common, confidence),
        context.parameter(INFO, "max-distance"),
        "Column '" + both.name() + "' moved",
        detail);
  }

  private static String movement(Histogram seen, Histogram known, double psi) {
    if (seen.buckets().isEmpty() || known.buckets().isEmpty()) {
      return "";
    }
    return "The median went from %s to %s; population stability index %s."
        .formatted(
            Text.number(known.quantile(0.5).middle()),
            Text.number(seen.quantile(0.5).middle()),
            Text.number(psi));
  }

  private static void categories(Both both, Tally tally, double confidence, CheckContext context) {
    List<ColumnSummary.Counts> counts = both.categories().orElseThrow();
    SortedSet<String> known = common(counts.get(1), counts.get(0).rows());
    List<String> cells = new ArrayList<>(known);
    cells.add(""); // all others together, also what a published reference does not show
    Distances.Pair pair =
        new Distances.Pair(cells(counts.get(0), known), cells(counts.get(1), known));
    Distances.Largest largest =
        Distances.largestDifference(
            "largest difference of a share of '" + both.name() + "'", pair, confidence);
    String detail = largest.cell() < 0 ? "" : moved(cells, pair, largest.cell());
    tally.judge(
        both.name(),
        Distances.jensenShannon(
            "Jensen-Shannon divergence of '" + both.name() + "' in bits", pair, confidence),
        context.parameter(INFO, "max-divergence"),
        "Column '" + both.name() + "' drifted",
        detail);
    tally.judge(
        both.name(),
        largest.estimate(),
        context.parameter(INFO, "max-distance"),
        "A share of '" + both.name() + "' moved",
        detail);
  }

  /// Texts of the reference that both samples are expected to hold at least 5 times.
  private static SortedSet<String> common(ColumnSummary.Counts reference, long rows) {
    double scale = Math.min(1, (double) rows / reference.rows());
    SortedSet<String> common = new TreeSet<>();
    reference
        .shown()
        .forEach((text, n) -> {
          if (n * scale >= LEAST_EXPECTED) {
            common.add(text);
          }
        });
    return common;
  }

  /// Counts of the known texts in order, then of all others.
  private static long[] cells(ColumnSummary.Counts counts, SortedSet<String> known) {
    long[] cells = new long[known.size() + 1];
    int i = 0;
    long inKnown = 0;
    for (String text : known) {
      cells[i] = counts.shown().getOrDefault(text, 0L);
      inKnown += cells[i++];
    }
    cells[i] = counts.rows() - inKnown;
    return cells;
  }

  private static String moved(List<String> cells, Distances.Pair pair, int cell) {
    boolean others = cell == cells.size() - 1;
    long count = pair.second()[cell];
    String what =
        others
            ? "all other values"
            : count >= TableSummary.LEAST ? "'" + cells.get(cell) + "'" : "a rare value";
    return "The share of %s went from %s to %s."
        .formatted(
            what,
            Text.percent((double) count / pair.m()),
            Text.percent((double) pair.first()[cell] / pair.n()));
  }
}
