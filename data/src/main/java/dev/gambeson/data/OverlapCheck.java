package dev.gambeson.data;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.LabelledRows;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.internal.rows.RowKeys;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// GB-DATA-002: has the model seen its exam?
final class OverlapCheck implements Check<AuditSubject> {
  private static final int SHOWN = 5;
  private static final int TABLE_ROWS = 20;

  private static final CheckInfo INFO =
      new CheckInfo(
          "GB-DATA-002",
          "Train/test overlap",
          "How many test rows also stand in the training set?",
          "A model may remember such rows instead of having learned the rule; every figure measured on them is too good.",
          "Two rows are twins when all inputs of the model agree exactly, label aside. The share is a count over this test set, not a sample; the Wilson interval says what a fresh test set from the same source would show. Where so few combinations of values exist that twins arise by chance, the check is inconclusive.",
          "Rows changed in the last digit, or several rows about one person, are not found. Chance is computed as if columns were independent, which understates it.",
          "Remove the twins from the test set, and split before any duplication or oversampling; split by person where one person has several rows.",
          Severity.HIGH,
          List.of("ML02:2023", "AML.T0059"),
          List.of(
              new CheckInfo.Parameter(
                  "max-share", 0.02, 0, 1, "largest share of test rows with a twin in training"),
              new CheckInfo.Parameter(
                  "max-chance-twins",
                  0.01,
                  0,
                  1,
                  "expected twins per row by chance above which twins prove nothing")));

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public List<CheckResult> run(AuditSubject subject, CheckContext context) {
    return List.of(
        subject
            .train()
            .map(train -> judge(subject, subject.test(), train, context))
            .orElseGet(() ->
                CheckResult.notExamined(INFO.id(), "", "No training set was given (--train).")));
  }

  private static CheckResult judge(
      AuditSubject subject, LabelledRows test, LabelledRows train, CheckContext context) {
    List<String> names = subject.model().features().names();
    RowKeys known = RowKeys.of(train.data(), names);
    int[] twins = RowKeys.of(test.data(), names).twinsIn(known);
    int[] hits = IntStream.range(0, twins.length).filter(i -> twins[i] >= 0).toArray();
    double share = (double) hits.length / twins.length;
    Estimate exact = Estimate.exact("share of test rows in the training set", share, twins.length);
    Estimate wilson = Intervals.wilson("the same, for a fresh test set", hits.length, twins.length);
    String summary =
        "%,d of %,d test rows (%s) stand in the training set."
            .formatted(hits.length, twins.length, Text.percent(share));
    if (hits.length == 0) {
      return CheckResult.of(
          INFO.id(), "", new Outcome.Pass(), summary, List.of(exact, wilson), List.of(), List.of());
    }
    Outcome outcome = outcome(share, known.twinsByChance(), context);
    Severity severity = outcome instanceof Outcome.Fail ? context.severity(INFO) : Severity.INFO;
    Finding finding =
        new Finding(
            INFO.id(),
            "",
            severity,
            "Test rows stand in the training set",
            summary + " First: " + pairs(hits, twins) + ".",
            Where.file(test.data().name()).atRow(hits[0] + 1L),
            INFO.fix());
    return CheckResult.of(
        INFO.id(),
        "",
        outcome,
        summary,
        List.of(exact, wilson),
        List.of(finding),
        List.of(table(hits, twins, test, train)));
  }

  private static Outcome outcome(double share, double chance, CheckContext context) {
    if (share <= context.parameter(INFO, "max-share")) {
      return new Outcome.Pass();
    }
    if (chance > context.parameter(INFO, "max-chance-twins")) {
      return new Outcome.Inconclusive(
          "%s of the test rows have a twin in training, but the inputs take so few combinations of values that a row has %s twins by chance alone: compare identifiers of the records instead."
              .formatted(Text.percent(share), Text.number(chance)));
    }
    return new Outcome.Fail();
  }

  private static String pairs(int[] hits, int[] twins) {
    return IntStream.of(hits)
        .limit(SHOWN)
        .mapToObj(i -> "test row %d is training row %d".formatted(i + 1, twins[i] + 1))
        .collect(Collectors.joining(", "));
  }

  private static Exhibit table(int[] hits, int[] twins, LabelledRows test, LabelledRows train) {
    List<List<String>> rows =
        IntStream.of(hits)
            .limit(TABLE_ROWS)
            .mapToObj(i ->
                List.of(
                    Integer.toString(i + 1),
                    Integer.toString(twins[i] + 1),
                    test.truth()[i] == train.truth()[twins[i]] ? "same" : "different"))
            .toList();
    return new Exhibit.Table(
        "Test rows in the training set",
        "The first %d of %d, counted from 1 without the header."
            .formatted(rows.size(), hits.length),
        List.of("test row", "training row", "label"),
        rows);
  }
}
