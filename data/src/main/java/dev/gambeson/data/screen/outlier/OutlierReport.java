package dev.gambeson.data.screen.outlier;

import static dev.gambeson.data.screen.outlier.OutlierScreen.INFO;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.data.screen.Ranks;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.Screened;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Words and pictures of a judgement. Values of cells are never shown: a row is described by its
/// columns and how rare its values are.
final class OutlierReport {
  private static final int FINDINGS = 10;
  private static final int SHOWN = 25;
  private static final int FEATURES = 3;
  private static final double ODD = Math.log(20); // nats: rarer than one row in twenty
  private static final double[] GRID = {
    0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2
  };

  private final ScreenSubject subject;
  private final OutlierJudgement judgement;
  private final CheckContext context;
  private final List<Integer> held; // most outlying first
  private final double budget;

  OutlierReport(ScreenSubject subject, OutlierJudgement judgement, CheckContext context) {
    this.subject = subject;
    this.judgement = judgement;
    this.context = context;
    this.budget = context.parameter(INFO, OutlierScreen.FALSE_POSITIVES);
    this.held =
        IntStream.range(0, subject.size())
            .filter(row -> judgement.held()[row])
            .boxed()
            .sorted((a, b) -> Double.compare(judgement.suspicion()[b], judgement.suspicion()[a]))
            .toList();
  }

  Screened screened() {
    Outcome outcome =
        Outcome.atMost(judgement.excess(), context.parameter(INFO, OutlierScreen.MAX_EXCESS));
    List<Finding> findings = outcome instanceof Outcome.Fail ? findings() : List.of();
    CheckResult result =
        CheckResult.of(
            INFO.id(),
            "",
            outcome,
            summary(outcome),
            List.of(judgement.excess()),
            findings,
            List.of(chart(), table()));
    List<Screened.Held> rows =
        held.stream().sorted().map(row -> new Screened.Held(row, reason(row))).toList();
    return new Screened(List.of(result), judgement.suspicion(), rows, judgement.trusted());
  }

  private String summary(Outcome outcome) {
    String verdict =
        switch (outcome) {
          case Outcome.Fail _ -> "more than a clean table would show";
          case Outcome.Pass _ -> "no more than a clean table may show; they are held for review";
          case Outcome.Inconclusive _ -> "which may be chance; they are held for review";
        };
    return "%d of %d rows are held back as outliers (budget %s): %s. Basis: %s. Poison that looks like ordinary rows is not seen."
        .formatted(held.size(), subject.size(), Text.percent(budget), verdict, judgement.basis());
  }

  private List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    Where file = Where.file(subject.data().name());
    findings.add(
        finding(
            "More outlying rows than a clean table shows",
            "%d of %d rows lie beyond the threshold; the excess over clean rows is %s [%s, %s]. %s. The rows listed in the report come first."
                .formatted(
                    held.size(),
                    subject.size(),
                    Text.percent(judgement.excess().value()),
                    Text.percent(judgement.excess().low()),
                    Text.percent(judgement.excess().high()),
                    capitalised(judgement.basis())),
            file));
    for (int row : held.subList(0, Math.min(FINDINGS, held.size()))) {
      long number = subject.rowNumbers()[row];
      findings.add(
          finding("Outlying row", "Row %d %s.".formatted(number, reason(row)), file.atRow(number)));
    }
    return findings;
  }

  private Finding finding(String title, String message, Where where) {
    return new Finding(INFO.id(), "", context.severity(INFO), title, message, where, INFO.fix());
  }

  private static String capitalised(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private String reason(int row) {
    return "lies as far out as %s of clean rows: %s".formatted(rarity(row), oddities(row));
  }

  private String rarity(int row) {
    double p = judgement.p()[row];
    return p < 0.001 ? "fewer than 0.1 %" : Text.percent(p);
  }

  /// The columns in which the row is rarest, without its values.
  private String oddities(int row) {
    double[] surprises = judgement.features().surprises(subject.features(), row);
    Map<String, Double> columns = new LinkedHashMap<>();
    for (int f = 0; f < surprises.length; f++) {
      columns.merge(subject.featureColumns().get(f), surprises[f], Math::max);
    }
    String odd =
        columns.entrySet().stream()
            .filter(e -> e.getValue() >= ODD)
            .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
            .limit(FEATURES)
            .map(e -> "'%s' (rarer than %s of rows)".formatted(shorten(e.getKey()), share(e)))
            .collect(Collectors.joining(", "));
    return odd.isEmpty() ? "no single value is rare, their combination is" : "odd in " + odd;
  }

  private static String share(Map.Entry<String, Double> column) {
    return Text.percent(Math.floor(1000 * (1 - Math.exp(-column.getValue()))) / 1000);
  }

  private static String shorten(String text) {
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }

  private Exhibit chart() {
    double[] sorted = judgement.p().clone();
    Arrays.sort(sorted);
    List<Exhibit.Point> points =
        Arrays.stream(GRID)
            .mapToObj(p -> Exhibit.Point.of(p, (double) Ranks.upTo(sorted, p) / sorted.length))
            .toList();
    return new Exhibit.LineChart(
        "Rows further out than clean rows",
        "On the diagonal lie tables whose outer rows are as many as those of clean ones; a lift at the left end is an excess of outliers.",
        Exhibit.Axis.of("share of clean rows as far out"),
        Exhibit.Axis.of("share of rows as far out"),
        List.of(new Exhibit.Line("this table", points)),
        true);
  }

  private Exhibit table() {
    return new Exhibit.Table(
        "Most outlying rows",
        "The rows furthest out, with the columns in which their values are rarest. Values are not shown.",
        List.of("row", "share of clean rows as far out", "why"),
        held.stream()
            .limit(SHOWN)
            .map(row ->
                List.of(Long.toString(subject.rowNumbers()[row]), rarity(row), oddities(row)))
            .toList());
  }
}
