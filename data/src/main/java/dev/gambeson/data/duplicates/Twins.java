package dev.gambeson.data.duplicates;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.screen.ScreenSubject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Turns a count of rows with twins into a result.
final class Twins {
  private static final int SHOWN = 5;

  private final CheckInfo info;
  private final ScreenSubject subject;
  private final CheckContext context;

  Twins(CheckInfo info, ScreenSubject subject, CheckContext context) {
    this.info = info;
    this.subject = subject;
    this.context = context;
  }

  /// The result of one aspect.
  ///
  /// @param rows that have a twin, indices into the subject
  /// @param like for each of them, what it is like, for messages
  /// @param phrase what they do, for example `repeat an earlier row`
  /// @param limit largest share that passes
  /// @param chance twins a row has by chance
  CheckResult result(
      String aspect, int[] rows, List<String> like, String phrase, double limit, double chance) {
    int n = subject.size();
    double share = (double) rows.length / n;
    boolean sample = subject.totalRows() > n;
    String summary =
        "%,d of %,d %srows (%s) %s."
            .formatted(rows.length, n, sample ? "sampled " : "", Text.percent(share), phrase);
    List<Estimate> estimates = new ArrayList<>();
    estimates.add(
        sample
            ? Intervals.wilson("share of rows that " + phrase, rows.length, n)
            : Estimate.exact("share of rows that " + phrase, share, n));
    Outcome outcome = outcome(share, phrase, limit, chance);
    if (rows.length == 0) {
      return CheckResult.of(info.id(), aspect, outcome, summary, estimates, List.of(), List.of());
    }
    String first =
        IntStream.range(0, Math.min(SHOWN, rows.length))
            .mapToObj(i -> "row %d (%s)".formatted(subject.rowNumbers()[rows[i]], like.get(i)))
            .collect(Collectors.joining(", "));
    Finding finding =
        new Finding(
            info.id(),
            aspect,
            outcome instanceof Outcome.Fail ? context.severity(info) : Severity.INFO,
            "Rows that " + phrase,
            summary + " First: " + first + ".",
            Where.file(subject.data().name()).atRow(subject.rowNumbers()[rows[0]]),
            info.fix());
    return CheckResult.of(
        info.id(), aspect, outcome, summary, estimates, List.of(finding), List.of());
  }

  /// Whether twins prove anything.
  boolean proves(double chance) {
    return chance <= context.parameter(info, DuplicateInfos.MAX_CHANCE);
  }

  private Outcome outcome(double share, String phrase, double limit, double chance) {
    if (share <= limit) {
      return new Outcome.Pass();
    }
    return proves(chance)
        ? new Outcome.Fail()
        : new Outcome.Inconclusive(
            "%s of the rows %s, but the features take so few combinations of values that a row has %s twins by chance alone; identifiers of the records would tell."
                .formatted(Text.percent(share), phrase, Text.number(chance)));
  }
}
