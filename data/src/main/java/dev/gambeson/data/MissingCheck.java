package dev.gambeson.data;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.LabelledRows;
import dev.gambeson.core.stats.Intervals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// GB-DATA-006: are there test cells the model was never prepared for?
final class MissingCheck implements Check<AuditSubject> {
  private static final int SHOWN = 3;

  private static final CheckInfo INFO =
      new CheckInfo(
          "GB-DATA-006",
          "Missing values and unseen categories",
          "Do test rows miss values that training rows had, or hold categories the model does not know?",
          "A model turns an unknown category into nothing and a missing value into whatever its first step puts there; its answer for such rows is a guess that looks like any other.",
          "Missing: for each input, the share of missing cells in the test set less that in the training set (Newcombe 1998 interval); without training set, the share itself (Wilson). Unseen: the share of test rows with at least one category that the model's encoder does not list (Wilson).",
          "Values that stand for missing but are not declared so (-1, 999, '?') count as values. The worst of many inputs is reported without correction for having been picked.",
          "Declare what means missing; fit the encoder on all categories in use, with a level for others; impute in the pipeline, not by hand.",
          Severity.MEDIUM,
          List.of("ML08:2023", "AML.T0059"),
          List.of(
              new CheckInfo.Parameter(
                  "max-missing", 0.05, 0, 1, "largest excess share of missing cells of an input"),
              new CheckInfo.Parameter(
                  "max-unseen",
                  0.01,
                  0,
                  1,
                  "largest share of test rows with an unknown category")));

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public List<CheckResult> run(AuditSubject subject, CheckContext context) {
    return List.of(missing(subject, context), unseen(subject, context));
  }

  private record Gap(String column, Estimate estimate, long count, int firstRow) {}

  private static CheckResult missing(AuditSubject subject, CheckContext context) {
    String aspect = "missing values";
    double limit = context.parameter(INFO, "max-missing");
    List<Gap> gaps =
        subject.model().features().names().stream()
            .map(name -> gap(name, subject.test(), subject.train()))
            .sorted(Comparator.comparingDouble(g -> -g.estimate().value()))
            .toList();
    Gap worst = gaps.getFirst();
    List<Finding> findings =
        gaps.stream()
            .filter(g -> Outcome.atMost(g.estimate(), limit) instanceof Outcome.Fail)
            .map(g ->
                finding(
                    aspect,
                    "Missing values in '" + g.column() + "'",
                    "%,d test cells of '%s' are missing: %s %s [%s, %s]. First: row %d."
                        .formatted(
                            g.count(),
                            g.column(),
                            g.estimate().name(),
                            Text.percent(g.estimate().value()),
                            Text.percent(g.estimate().low()),
                            Text.percent(g.estimate().high()),
                            g.firstRow() + 1),
                    place(subject.test(), g.column(), g.firstRow()),
                    context.severity(INFO)))
            .toList();
    String summary =
        gaps.stream().allMatch(g -> g.count() == 0)
            ? "No test cell is missing."
            : "The largest figure is the %s: %s."
                .formatted(worst.estimate().name(), Text.percent(worst.estimate().value()));
    return CheckResult.of(
        INFO.id(),
        aspect,
        Outcome.atMost(worst.estimate(), limit),
        summary,
        List.of(worst.estimate()),
        findings,
        List.of());
  }

  private static Gap gap(String name, LabelledRows test, Optional<LabelledRows> train) {
    Column column = test.data().column(name);
    long missing = count(column);
    Estimate estimate =
        train
            .map(t ->
                Intervals.difference(
                    "excess of missing cells in '" + name + "'",
                    missing,
                    test.size(),
                    count(t.data().column(name)),
                    t.size()))
            .orElseGet(() ->
                Intervals.wilson("share of missing cells in '" + name + "'", missing, test.size()));
    int first = IntStream.range(0, column.size()).filter(column::isMissing).findFirst().orElse(0);
    return new Gap(name, estimate, missing, first);
  }

  private static long count(Column column) {
    return IntStream.range(0, column.size()).filter(column::isMissing).count();
  }

  private static CheckResult unseen(AuditSubject subject, CheckContext context) {
    String aspect = "unseen categories";
    LabelledRows test = subject.test();
    List<Feature> features = subject.model().features().features();
    int[] categorical =
        IntStream.range(0, features.size())
            .filter(f -> features.get(f) instanceof Feature.Categorical)
            .toArray();
    if (categorical.length == 0) {
      return CheckResult.notExamined(INFO.id(), aspect, "The model has no categorical input.");
    }
    boolean[] rows = new boolean[test.size()];
    List<Finding> findings = new ArrayList<>();
    for (int f : categorical) {
      Column column = test.data().column(features.get(f).name());
      SortedMap<String, List<Integer>> strangers = new TreeMap<>();
      for (int row = 0; row < rows.length; row++) {
        if (test.rows().at(row, f) < 0 && !column.isMissing(row)) {
          rows[row] = true;
          strangers.computeIfAbsent(column.text(row), _ -> new ArrayList<>()).add(row);
        }
      }
      if (!strangers.isEmpty()) {
        findings.add(strangers(test, column.name(), strangers, context));
      }
    }
    long hits = IntStream.range(0, rows.length).filter(i -> rows[i]).count();
    Estimate share =
        Intervals.wilson("share of test rows with an unknown category", hits, rows.length);
    Outcome outcome = Outcome.atMost(share, context.parameter(INFO, "max-unseen"));
    String summary =
        "%,d of %,d test rows hold a category the model does not know."
            .formatted(hits, rows.length);
    return CheckResult.of(
        INFO.id(), aspect, outcome, summary, List.of(share), soften(findings, outcome), List.of());
  }

  private static Finding strangers(
      LabelledRows test,
      String column,
      SortedMap<String, List<Integer>> strangers,
      CheckContext context) {
    long cells = strangers.values().stream().mapToLong(List::size).sum();
    int first = strangers.values().stream().mapToInt(List::getFirst).min().orElse(0);
    String examples =
        strangers.entrySet().stream()
            .limit(SHOWN)
            .map(e -> "'%s' (row %d)".formatted(e.getKey(), e.getValue().getFirst() + 1))
            .collect(Collectors.joining(", "));
    return finding(
        "unseen categories",
        "Unknown categories in '" + column + "'",
        "%,d test cells of '%s' hold one of %,d categories that the model's encoder does not list: %s."
            .formatted(cells, column, strangers.size(), examples),
        place(test, column, first),
        context.severity(INFO));
  }

  /// Findings that do not break the policy stay visible as notes.
  private static List<Finding> soften(List<Finding> findings, Outcome outcome) {
    if (outcome instanceof Outcome.Fail) {
      return findings;
    }
    return findings.stream()
        .map(f ->
            new Finding(
                f.check(), f.aspect(), Severity.INFO, f.title(), f.message(), f.where(), f.fix()))
        .toList();
  }

  private static Where place(LabelledRows test, String column, int row) {
    return Where.file(test.data().name()).atColumn(column).atRow(row + 1L);
  }

  private static Finding finding(
      String aspect, String title, String message, Where where, Severity severity) {
    return new Finding(INFO.id(), aspect, severity, title, message, where, INFO.fix());
  }
}
