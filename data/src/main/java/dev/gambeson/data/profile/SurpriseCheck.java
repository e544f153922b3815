package dev.gambeson.data.profile;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.stats.Intervals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// GB-DATA-013: is there something the reference has never held?
final class SurpriseCheck implements ProfileCheck {
  private static final int SHOWN = 3;
  private static final double ERRORS = 3; // standard errors that a distinct count may be off by

  static final CheckInfo INFO =
      new CheckInfo(
          "GB-DATA-013",
          "Surprises beside the reference",
          "Does a column hold kinds of values that the reference did not hold?",
          "A new category, a code of another form, cents for euros or a flipped sign is how a broken import looks, and how rows look that somebody made up.",
          "Per column, with intervals that hold for all columns together (Bonferroni). Types: share of cells that cannot be read as the reference's type, less the reference's share (Newcombe 1998). Values and shapes: share of cells outside the reference's, less what its list is estimated not to hold: its rare cells, by the estimator of Good (1953). Keys, where the reference's values were nearly all different: share of a random sample of the values that occur again, and share of rows that repeat a value, from the distinct count. Scale: by how much the Kolmogorov-Smirnov distance falls when all numbers are taken times a common factor of units (powers of ten, miles, inches, pounds, seconds, 1,024), where it then is small. Signs: difference in the share of negative numbers. Range: share of numbers outside the reference's range.",
          "New and vanished columns are the contract's. Of a published reference, values held by fewer rows than its threshold are not known and count as one. A factor that is not in the list shows as drift (GB-DATA-012) only. Numbers inside the range and known values in wrong rows are not seen.",
          "Look at the rows in question before they train anything; repair the import, or admit the set as the new reference when the change is meant.",
          Severity.HIGH,
          List.of("ML02:2023", "AML.T0020", "AML.T0059"),
          List.of(
              new CheckInfo.Parameter(
                  "max-unlike", 0.01, 0, 1, "largest share of cells not of the known type"),
              new CheckInfo.Parameter(
                  "max-unknown",
                  0.01,
                  0,
                  1,
                  "largest share of cells with an unknown value or shape"),
              new CheckInfo.Parameter(
                  "max-repeats",
                  0.1,
                  0,
                  1,
                  "largest share of the values of a key that occur again"),
              new CheckInfo.Parameter(
                  "max-same", 0.25, 0, 1, "largest share of rows that repeat another's key"),
              new CheckInfo.Parameter(
                  "max-rescaled",
                  0.3,
                  0.05,
                  1,
                  "largest fall of the KS distance by a change of unit"),
              new CheckInfo.Parameter(
                  "max-sign", 0.1, 0, 1, "largest difference in the share of negative numbers"),
              new CheckInfo.Parameter(
                  "max-outside", 0.01, 0, 1, "largest share of numbers outside the known range"),
              new CheckInfo.Parameter(
                  "confidence", 0.95, 0.5, 0.9999, "confidence of all intervals together")));

  @Override
  public List<CheckInfo> infos() {
    return List.of(INFO);
  }

  /// A column that both tables have cells of.
  record Both(ColumnSummary seen, ColumnSummary reference) {
    String name() {
      return seen.name();
    }
  }

  @Override
  public List<CheckResult> judge(
      TableSummary seen, Optional<TableSummary> reference, String table, CheckContext context) {
    if (reference.isEmpty()) {
      return List.of(
          CheckResult.notExamined(INFO.id(), "", "No reference was given (--reference)."));
    }
    List<Both> columns = new ArrayList<>();
    for (ColumnSummary c : seen.columns()) {
      reference
          .get()
          .find(c.name())
          .filter(r -> r.present() > 0 && c.present() > 0)
          .ifPresent(r -> columns.add(new Both(c, r)));
    }
    if (columns.isEmpty()) {
      return List.of(
          CheckResult.notExamined(
              INFO.id(), "", "The reference has cells in none of these columns."));
    }
    double confidence = 1 - (1 - context.parameter(INFO, "confidence")) / columns.size();
    List<CheckResult> results =
        new ArrayList<>(
            List.of(
                types(columns, confidence, table, context),
                values(columns, confidence, table, context),
                shapes(columns, confidence, table, context),
                keys(columns, confidence, table, context)));
    results.addAll(NumberSurprises.judge(columns, confidence, table, context));
    return results;
  }

  private static CheckResult types(
      List<Both> columns, double confidence, String table, CheckContext context) {
    Tally tally = new Tally(INFO, "types", table, context);
    for (Both both : columns) {
      CellType known = both.reference().type().orElse(CellType.TEXT);
      if (known == CellType.TEXT) {
        continue; // everything can be read as text
      }
      tally.judge(
          both.name(),
          Intervals.difference(
              "share of '" + both.name() + "' that is no " + known.id() + ", beyond the reference",
              unlike(both.seen(), known),
              unlike(both.reference(), known),
              confidence),
          context.parameter(INFO, "max-unlike"),
          "'" + both.name() + "' holds another type",
          "The reference is of type %s, this column looks like %s."
              .formatted(known.id(), both.seen().type().map(CellType::id).orElse("empty")));
    }
    return tally.result(
        "%,d columns with a type".formatted(tally.size()),
        "The reference has text only in these columns.",
        List.of());
  }

  /// Cells that cannot be read as a type; whole numbers are decimals, days are times.
  private static Intervals.Share unlike(ColumnSummary c, CellType type) {
    long like =
        c.count(type)
            + (type == CellType.DECIMAL ? c.count(CellType.INTEGER) : 0)
            + (type == CellType.TIMESTAMP ? c.count(CellType.DATE) : 0);
    return new Intervals.Share((double) (c.present() - like), (double) c.present());
  }

  private static CheckResult values(
      List<Both> columns, double confidence, String table, CheckContext context) {
    Tally tally = new Tally(INFO, "values", table, context);
    for (Both both : columns) {
      if (both.reference().levels().isPresent() && !both.reference().isNumeric()) {
        ColumnSummary.Counts known = both.reference().levels().get();
        Optional<ColumnSummary.Counts> seen = both.seen().levels();
        String name = "share of '" + both.name() + "' with a value unknown to the reference";
        String many =
            "The reference lists %,d values, this column has about %s."
                .formatted(known.shown().size(), Text.number(both.seen().distinct()));
        tally.judge(
            both.name(),
            seen.map(s -> unknown(name, s, known, confidence))
                .orElseGet(() -> atLeast(name, both.seen(), known)),
            context.parameter(INFO, "max-unknown"),
            "Unknown values in '" + both.name() + "'",
            seen.map(s -> examples(s, known)).orElse(many));
      }
    }
    return tally.result(
        "%,d columns of few values".formatted(tally.size()),
        "The reference lists the values of none of these columns.",
        List.of());
  }

  private static Estimate unknown(
      String name, ColumnSummary.Counts seen, ColumnSummary.Counts known, double confidence) {
    long rows = 0;
    for (String text : known.shown().keySet()) {
      rows += seen.shown().getOrDefault(text, 0L);
    }
    return Intervals.difference(
        name,
        new Intervals.Share((double) (seen.rows() - rows), (double) seen.rows()),
        new Intervals.Share((double) unlisted(known), (double) known.rows()),
        confidence);
  }

  /// Rows of the reference that stand for what its list does not hold: those of values it does not
  /// show, and those of values it has met once, which estimate what it has not met (Good 1953).
  private static long unlisted(ColumnSummary.Counts known) {
    return known.otherRows() + known.shown().values().stream().filter(n -> n == 1).count();
  }

  /// Too many values to be listed: each that the reference cannot hold is in one row at least.
  private static Estimate atLeast(String name, ColumnSummary seen, ColumnSummary.Counts known) {
    double fewest = seen.distinct() * (1 - ERRORS * seen.distinctError());
    double new_ = Math.max(0, fewest - known.shown().size() - known.otherTexts());
    double share = Math.min(1, new_ / seen.present());
    return new Estimate(name, share, share, 1, seen.present(), "lower bound by distinct values");
  }

  private static String examples(ColumnSummary.Counts seen, ColumnSummary.Counts known) {
    List<String> strangers =
        seen.shown().entrySet().stream()
            .filter(e -> !known.shown().containsKey(e.getKey()))
            .filter(e -> e.getValue() >= TableSummary.LEAST)
            .sorted((a, b) -> Long.compare(b.getValue(), a.getValue()))
            .limit(SHOWN)
            .map(e -> "'%s' (%,d rows)".formatted(e.getKey(), e.getValue()))
            .toList();
    return strangers.isEmpty()
        ? "Each of them is in fewer than %d rows.".formatted(TableSummary.LEAST)
        : strangers.stream().collect(Collectors.joining(", ", "Most frequent: ", "."));
  }

  private static CheckResult shapes(
      List<Both> columns, double confidence, String table, CheckContext context) {
    Tally tally = new Tally(INFO, "shapes", table, context);
    for (Both both : columns) {
      Optional<ColumnSummary.Counts> seen = both.seen().shapes().filter(s -> s.rows() > 0);
      Optional<ColumnSummary.Counts> known = both.reference().shapes().filter(s -> s.rows() > 0);
      if (seen.isPresent() && known.isPresent()) {
        tally.judge(
            both.name(),
            unknown(
                "share of '" + both.name() + "' of a shape unknown to the reference",
                seen.get(),
                known.get(),
                confidence),
            context.parameter(INFO, "max-unknown"),
            "Unknown shapes in '" + both.name() + "'",
            examples(seen.get(), known.get()));
      }
    }
    return tally.result(
        "%,d columns of texts with few shapes".formatted(tally.size()),
        "No column of texts has few enough shapes in both.",
        List.of());
  }

  private static CheckResult keys(
      List<Both> columns, double confidence, String table, CheckContext context) {
    Tally tally = new Tally(INFO, "keys", table, context);
    for (Both both : columns) {
      if (both.reference().looksLikeKey()) {
        String detail = "In the reference nearly every row had a value of its own.";
        String title = "Repeated values in '" + both.name() + "'";
        ColumnSummary c = both.seen();
        tally.judge(
            c.name(),
            Intervals.wilson(
                "share of the values of '" + c.name() + "' that occur more than once",
                new Intervals.Share((1 - c.singletons()) * c.sample(), (double) c.sample()),
                confidence),
            context.parameter(INFO, "max-repeats"),
            title,
            detail);
        tally.judge(
            c.name(), repeats(c, confidence), context.parameter(INFO, "max-same"), title, detail);
      }
    }
    return tally.result(
        "%,d columns of keys".formatted(tally.size() / 2),
        "The reference has no column that looks like a key.",
        List.of());
  }

  private static Estimate repeats(ColumnSummary seen, double confidence) {
    String name = "share of rows that repeat a value of '" + seen.name() + "'";
    double share = Math.clamp(1 - seen.distinct() / seen.present(), 0, 1);
    double error = Intervals.z(confidence) * seen.distinctError() * (1 - share);
    return new Estimate(
        name,
        share,
        Math.max(0, share - error),
        Math.min(1, share + error),
        seen.present(),
        error == 0 ? "exact" : "smallest hashes, normal");
  }
}
