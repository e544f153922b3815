package dev.gambeson.data.profile;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Severity;
import dev.gambeson.core.stats.Intervals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// GB-DATA-011: is there something in every column?
final class CompletenessCheck implements ProfileCheck {
  private static final int LEAST_FOR_CONSTANT = 20;

  private static final CheckInfo INFO =
      new CheckInfo(
          "GB-DATA-011",
          "Completeness",
          "Does every column hold values, and more than one?",
          "A column that has gone empty or constant tells that something before has failed: an export, a join, a sensor. A model trained on it learns what fills the gap.",
          "Missing cells: the share per column (Wilson 1927), and with a reference the share less the reference's (Newcombe 1998), at a confidence that holds for all columns together (Bonferroni). Constant columns: those with one distinct value.",
          "Values that stand for missing but are not declared so (-1, 999, '?') count as values. Which rows a value is missing in is not looked at.",
          "Find out where the values were lost; drop columns that hold nothing; declare what means missing.",
          Severity.MEDIUM,
          List.of("ML02:2023", "AML.T0059"),
          List.of(
              new CheckInfo.Parameter(
                  "max-missing", 0.5, 0, 1, "largest share of missing cells of a column"),
              new CheckInfo.Parameter(
                  "max-excess",
                  0.05,
                  0,
                  1,
                  "largest share of missing cells of a column beyond that of the reference"),
              new CheckInfo.Parameter(
                  "max-constant", 0, 0, 1e5, "most columns with one distinct value"),
              new CheckInfo.Parameter(
                  "confidence", 0.95, 0.5, 0.9999, "confidence of all intervals together")));

  @Override
  public List<CheckInfo> infos() {
    return List.of(INFO);
  }

  @Override
  public List<CheckResult> judge(
      TableSummary seen, Optional<TableSummary> reference, String table, CheckContext context) {
    if (seen.rows() == 0 || seen.columns().isEmpty()) {
      return List.of(CheckResult.inconclusive(INFO.id(), "", "The table has no rows."));
    }
    List<CheckResult> results = new ArrayList<>();
    results.add(missing(seen, table, context));
    results.add(constant(seen, table, context));
    reference.ifPresent(r -> results.add(excess(seen, r, table, context)));
    return results;
  }

  private static CheckResult missing(TableSummary seen, String table, CheckContext context) {
    Tally tally = new Tally(INFO, "missing cells", table, context);
    double confidence = confidence(seen.columns().size(), context);
    for (ColumnSummary c : seen.columns()) {
      Estimate share =
          Intervals.wilson(
              "share of missing cells in '" + c.name() + "'",
              new Intervals.Share((double) c.missing(), (double) c.rows()),
              confidence);
      boolean empty = c.present() == 0;
      tally.judge(
          c.name(),
          share,
          context.parameter(INFO, "max-missing"),
          (empty ? "Empty column '" : "Missing cells in '") + c.name() + "'",
          empty ? "No row holds a value." : "");
    }
    return tally.result(
        "%,d columns of %,d rows".formatted(seen.columns().size(), seen.rows()),
        "no columns",
        List.of(ProfileExhibits.columns(seen)));
  }

  private static CheckResult constant(TableSummary seen, String table, CheckContext context) {
    if (seen.rows() < LEAST_FOR_CONSTANT) {
      return CheckResult.inconclusive(
          INFO.id(),
          "constant columns",
          "%d rows are too few to call a column constant; give at least %d."
              .formatted(seen.rows(), LEAST_FOR_CONSTANT));
    }
    List<ColumnSummary> constant =
        seen.columns().stream().filter(c -> c.distinct() == 1 && c.distinctError() == 0).toList();
    Tally tally = new Tally(INFO, "constant columns", table, context);
    Estimate count =
        Estimate.exact("number of constant columns", constant.size(), seen.columns().size());
    double limit = context.parameter(INFO, "max-constant");
    if (constant.isEmpty()) {
      tally.judge("", count, limit, "", "");
    }
    for (ColumnSummary c : constant) {
      tally.judge(
          c.name(),
          count,
          limit,
          "Constant column '" + c.name() + "'",
          "'%s' holds one value in %,d rows and %,d missing cells: a model cannot learn from it."
              .formatted(c.name(), c.present(), c.missing()));
    }
    return tally.result("%,d columns".formatted(seen.columns().size()), "no columns", List.of());
  }

  private static CheckResult excess(
      TableSummary seen, TableSummary reference, String table, CheckContext context) {
    Tally tally = new Tally(INFO, "missing beyond the reference", table, context);
    double confidence = confidence(seen.columns().size(), context);
    for (ColumnSummary c : seen.columns()) {
      reference
          .find(c.name())
          .ifPresent(r ->
              tally.judge(
                  c.name(),
                  Intervals.difference(
                      "missing cells of '" + c.name() + "' beyond the reference",
                      new Intervals.Share((double) c.missing(), (double) c.rows()),
                      new Intervals.Share((double) r.missing(), (double) r.rows()),
                      confidence),
                  context.parameter(INFO, "max-excess"),
                  "More cells of '" + c.name() + "' are missing",
                  "%,d of %,d cells are missing, in the reference %,d of %,d."
                      .formatted(c.missing(), c.rows(), r.missing(), r.rows())));
    }
    return tally.result(
        "%,d columns beside the reference".formatted(tally.size()),
        "The reference has none of these columns.",
        List.of());
  }

  private static double confidence(int figures, CheckContext context) {
    return 1 - (1 - context.parameter(INFO, "confidence")) / Math.max(1, figures);
  }
}
