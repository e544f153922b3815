package dev.gambeson.data.screen;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// Words and pictures of a [Ranking].
final class RankingReport {
  /// A screen that finds one clean row in twenty as suspicious is named as a reason.
  static final double NOTABLE = 0.05;

  private static final int SHOWN = 50;
  private static final int FINDINGS = 10;
  private static final int POINTS = 200;

  private final ScreenSubject subject;
  private final List<Ranked.Row> rows;
  private final List<Opinion> opinions;
  private final CheckContext context;
  private final double rate;
  private final int agreed; // rows of the longest prefix within the rate

  RankingReport(
      ScreenSubject subject, List<Ranked.Row> rows, List<Opinion> opinions, CheckContext context) {
    this.subject = subject;
    this.rows = rows;
    this.opinions = opinions;
    this.context = context;
    this.rate = context.parameter(Ranking.INFO, Ranking.RATE);
    this.agreed = (int) rows.stream().filter(r -> r.falseShare() <= rate).count();
  }

  Ranked ranked() {
    boolean fail = agreed >= context.parameter(Ranking.INFO, Ranking.MIN_ROWS);
    CheckResult result =
        CheckResult.of(
            Ranking.INFO.id(),
            "",
            fail ? new Outcome.Fail() : new Outcome.Pass(),
            summary(),
            List.of(Estimate.exact("rows held back together", agreed, rows.size())),
            fail ? findings() : List.of(),
            List.of(table(), chart()));
    List<Screened.Held> held =
        rows.subList(0, fail ? agreed : 0).stream()
            .map(row -> new Screened.Held(row.row(), reason(row)))
            .sorted(Comparator.comparingInt(Screened.Held::row))
            .toList();
    return new Ranked(rows, List.of(result), held);
  }

  private String summary() {
    String checks = opinions.stream().map(Opinion::check).collect(Collectors.joining(", "));
    return "%d of %d rows are suspected so strongly that at most about %s of them should be clean (screens: %s)."
        .formatted(agreed, rows.size(), Text.percent(rate), checks);
  }

  private List<Finding> findings() {
    Where file = Where.file(subject.data().name());
    List<Finding> findings = new ArrayList<>();
    Ranked.Row last = rows.get(agreed - 1);
    findings.add(
        finding(
            "Rows that screens suspect together",
            "%d rows: estimated share of clean ones among them %s, bound under any dependence %s."
                .formatted(agreed, Text.percent(last.falseShare()), Text.percent(last.bound())),
            file));
    for (Ranked.Row row : rows.subList(0, Math.min(agreed, FINDINGS))) {
      long number = subject.rowNumbers()[row.row()];
      findings.add(
          finding(
              "Suspicious row", "Row %d: %s.".formatted(number, reason(row)), file.atRow(number)));
    }
    return findings;
  }

  private Finding finding(String title, String message, Where where) {
    return new Finding(
        Ranking.INFO.id(),
        "",
        context.severity(Ranking.INFO),
        title,
        message,
        where,
        Ranking.INFO.fix());
  }

  private static String reason(Ranked.Row row) {
    return row.reasons().stream()
        .map(r -> r.check() + (r.text().isEmpty() ? "" : " (" + r.text() + ")"))
        .collect(Collectors.joining("; ", "suspected by ", ""));
  }

  private Exhibit table() {
    return new Exhibit.Table(
        "Most suspicious rows",
        "All screens together. The share of clean rows is estimated for the row and all above it.",
        List.of("row", "joint p", "share of clean rows", "bound", "why"),
        rows.stream()
            .filter(row -> !row.reasons().isEmpty())
            .limit(SHOWN)
            .map(row ->
                List.of(
                    Long.toString(subject.rowNumbers()[row.row()]),
                    Text.number(row.p()),
                    Text.percent(row.falseShare()),
                    Text.percent(row.bound()),
                    reason(row)))
            .toList());
  }

  private Exhibit chart() {
    List<Exhibit.Point> points = new ArrayList<>();
    int most = Math.min(rows.size(), Math.max(100, rows.size() / 5));
    int step = Math.max(1, most / POINTS);
    for (int i = 0; i < most; i += step) {
      points.add(Exhibit.Point.of(i + 1.0, rows.get(i).falseShare()));
    }
    return new Exhibit.LineChart(
        "Estimated share of clean rows",
        "Among the first rows of the list. Where the line is low, nearly every row before it is suspect for good reason.",
        Exhibit.Axis.of("rows from the top"),
        Exhibit.Axis.share("share of clean rows"),
        List.of(new Exhibit.Line("estimate", points)),
        false);
  }
}
