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
import dev.gambeson.data.internal.rows.RowKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// GB-DATA-004: does a data set repeat or contradict itself?
final class DuplicateCheck implements Check<AuditSubject> {
  private static final int SHOWN = 5;
  private static final int TABLE_ROWS = 20;

  private static final CheckInfo INFO =
      new CheckInfo(
          "GB-DATA-004",
          "Duplicates and contradictions",
          "How many rows repeat an earlier row of the same set, and how many carry a label that an identical row denies?",
          "Repeated rows count twice in training and make intervals too narrow; identical rows with different labels are label noise at best and flipped labels, a poisoning attack, at worst.",
          "Rows whose model inputs agree exactly form a group. Repeats are rows after the first of their group; contradictions are rows of groups with more than one label. Both are counts over the set. Repeats are inconclusive where so few combinations of values exist that they arise by chance; contradictions are, too.",
          "Contradictions between nearly equal rows are not found. Chance is computed as if columns were independent, which understates it.",
          "Drop repeats before splitting; look up contradicting rows at their source and correct or drop them.",
          Severity.MEDIUM,
          List.of("ML02:2023", "AML.T0020", "AML.T0059"),
          List.of(
              new CheckInfo.Parameter(
                  "max-repeats", 0.05, 0, 1, "largest share of rows that repeat an earlier one"),
              new CheckInfo.Parameter(
                  "max-contradictions", 0.01, 0, 1, "largest share of rows in contradiction"),
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
    List<CheckResult> results = new ArrayList<>();
    subject.train().ifPresent(t -> examine(subject, t, "training", context, results));
    examine(subject, subject.test(), "test", context, results);
    return results;
  }

  private static void examine(
      AuditSubject subject,
      LabelledRows set,
      String name,
      CheckContext context,
      List<CheckResult> results) {
    RowKeys keys = RowKeys.of(set.data(), subject.model().features().names());
    int[] first = keys.firstTwins();
    int[] repeats = IntStream.range(0, first.length).filter(i -> first[i] != i).toArray();
    boolean[] mixed = new boolean[first.length]; // by first row of the group
    for (int i : repeats) {
      mixed[first[i]] |= set.truth()[i] != set.truth()[first[i]];
    }
    int[] contradicting = IntStream.range(0, first.length).filter(i -> mixed[first[i]]).toArray();
    double chance = repeats.length == 0 ? 0 : keys.twinsByChance();
    Groups groups = new Groups(set, name, first, chance);
    results.add(judge(groups, repeats, Kind.REPEATS, context));
    results.add(judge(groups, contradicting, Kind.CONTRADICTIONS, context));
  }

  @SuppressWarnings("ArrayRecordComponent") // never leaves this class
  private record Groups(LabelledRows set, String name, int[] first, double chance) {}

  private enum Kind {
    REPEATS("repeats", "max-repeats", "repeat an earlier row", "Repeated rows"),
    CONTRADICTIONS(
        "contradictions",
        "max-contradictions",
        "are identical to a row with another label",
        "Contradicting labels");

    final String aspect;
    final String parameter;
    final String phrase;
    final String title;

    Kind(String aspect, String parameter, String phrase, String title) {
      this.aspect = aspect;
      this.parameter = parameter;
      this.phrase = phrase;
      this.title = title;
    }
  }

  private static CheckResult judge(Groups groups, int[] rows, Kind kind, CheckContext context) {
    int n = groups.set.size();
    double share = (double) rows.length / n;
    String aspect = groups.name + ": " + kind.aspect;
    String summary =
        "%,d of %,d %s rows (%s) %s."
            .formatted(rows.length, n, groups.name, Text.percent(share), kind.phrase);
    List<Estimate> estimates =
        List.of(Estimate.exact("share of rows that " + kind.phrase, share, n));
    if (rows.length == 0) {
      return CheckResult.of(
          INFO.id(), aspect, new Outcome.Pass(), summary, estimates, List.of(), List.of());
    }
    Outcome outcome = outcome(share, kind, groups.chance, context);
    Finding finding =
        new Finding(
            INFO.id(),
            aspect,
            outcome instanceof Outcome.Fail ? context.severity(INFO) : Severity.INFO,
            kind.title,
            summary + " First: " + examples(groups, rows) + ".",
            Where.file(groups.set.data().name()).atRow(rows[0] + 1L),
            INFO.fix());
    return CheckResult.of(
        INFO.id(),
        aspect,
        outcome,
        summary,
        estimates,
        List.of(finding),
        List.of(table(groups, rows, aspect)));
  }

  private static Outcome outcome(double share, Kind kind, double chance, CheckContext context) {
    if (share <= context.parameter(INFO, kind.parameter)) {
      return new Outcome.Pass();
    }
    if (chance > context.parameter(INFO, "max-chance-twins")) {
      return new Outcome.Inconclusive(
          "%s of the rows %s, but the inputs take so few combinations of values that a row has %s twins by chance alone; identifiers of the records would tell."
              .formatted(Text.percent(share), kind.phrase, Text.number(chance)));
    }
    return new Outcome.Fail();
  }

  private static String examples(Groups groups, int[] rows) {
    return IntStream.of(rows)
        .filter(i -> groups.first[i] != i)
        .limit(SHOWN)
        .mapToObj(i -> "row %d and row %d".formatted(groups.first[i] + 1, i + 1))
        .collect(Collectors.joining(", "));
  }

  private static Exhibit table(Groups groups, int[] rows, String aspect) {
    List<List<String>> cells =
        IntStream.of(rows)
            .filter(i -> groups.first[i] != i)
            .limit(TABLE_ROWS)
            .mapToObj(i ->
                List.of(
                    Integer.toString(i + 1),
                    Integer.toString(groups.first[i] + 1),
                    groups.set.truth()[i] == groups.set.truth()[groups.first[i]]
                        ? "same"
                        : "different"))
            .toList();
    return new Exhibit.Table(
        "Identical rows (" + aspect + ")",
        "The first %d, counted from 1 without the header.".formatted(cells.size()),
        List.of("row", "first row like it", "label"),
        cells);
  }
}
