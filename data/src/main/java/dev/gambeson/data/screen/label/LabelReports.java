package dev.gambeson.data.screen.label;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Where;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// How the label screens say what they found.
final class LabelReports {
  static final CheckInfo.Parameter BUDGET =
      new CheckInfo.Parameter(
          "false-positives",
          0.01,
          0.0001,
          0.2,
          "share of the rows of a clean set that may be held back");
  private static final int SHOWN = 20;
  private static final int NAMED = 8;

  private LabelReports() {}

  /// A share judged against a limit, with a finding when it is over it.
  ///
  /// @param estimates the one that decides first
  /// @param rows what to show, most suspicious first
  static CheckResult judged(
      LabelledSubject subject,
      CheckContext context,
      CheckInfo info,
      String aspect,
      Outcome outcome,
      String summary,
      List<Estimate> estimates,
      int[] rows,
      IntFunction<List<String>> describe) {
    List<Finding> findings = new ArrayList<>();
    if (outcome instanceof Outcome.Fail) {
      findings.add(
          new Finding(
              info.id(),
              aspect,
              context.severity(info),
              info.title(),
              summary
                  + (rows.length == 0
                      ? ""
                      : " First of them: rows " + numbers(subject, rows) + "."),
              where(subject),
              info.fix()));
    }
    return CheckResult.of(
        info.id(),
        aspect,
        outcome,
        summary,
        estimates,
        findings,
        rows.length == 0 ? List.of() : List.of(table(subject, info, rows, describe)));
  }

  static Where where(LabelledSubject subject) {
    Where file = Where.file(subject.subject().data().name());
    return subject.subject().roles().label().map(file::atColumn).orElse(file);
  }

  private static String numbers(LabelledSubject subject, int[] rows) {
    return Arrays.stream(rows)
        .limit(NAMED)
        .mapToObj(i -> Long.toString(number(subject, i)))
        .collect(Collectors.joining(", "));
  }

  private static long number(LabelledSubject subject, int row) {
    return subject.subject().rowNumbers()[subject.rows()[row]];
  }

  private static Exhibit table(
      LabelledSubject subject, CheckInfo info, int[] rows, IntFunction<List<String>> describe) {
    List<List<String>> cells =
        Arrays.stream(rows)
            .limit(SHOWN)
            .mapToObj(i -> {
              List<String> line = new ArrayList<>();
              line.add(Long.toString(number(subject, i)));
              line.add(subject.name(i));
              line.addAll(describe.apply(i));
              return line;
            })
            .toList();
    return new Exhibit.Table(
        info.title() + ": most suspicious rows",
        "At most %d rows, most suspicious first; row numbers count from 1.".formatted(SHOWN),
        List.of("row", "label", "features say", "probability of the label"),
        cells);
  }

  /// The given rows, largest value first.
  static int[] bySuspicion(int[] rows, double[] suspicion) {
    return IntStream.of(rows)
        .boxed()
        .sorted((a, b) -> {
          int order = Double.compare(suspicion[b], suspicion[a]);
          return order != 0 ? order : Integer.compare(a, b);
        })
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
