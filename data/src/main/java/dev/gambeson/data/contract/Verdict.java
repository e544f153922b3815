package dev.gambeson.data.contract;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Puts what was counted for one aspect into a result. At most [#MOST_FINDINGS] findings, the
/// largest shares first; the summary counts all.
final class Verdict {
  /// Findings of one aspect.
  static final int MOST_FINDINGS = 100;

  private final CheckInfo info;
  private final String aspect;
  private final String table;
  private final CheckContext context;
  private final List<Break> breaks = new ArrayList<>();
  private long rules;

  /// One rule that was broken.
  ///
  /// @param title short noun phrase, stable from run to run
  /// @param message what was counted
  /// @param column where, if in one column
  /// @param row first row concerned, 0 when none
  /// @param share of what could break it
  /// @param of how many that were
  /// @param allowed largest share that is no failure
  private record Break(
      String title,
      String message,
      Optional<String> column,
      long row,
      double share,
      long of,
      double allowed) {
    boolean fails() {
      return share > allowed;
    }
  }

  Verdict(CheckInfo info, String aspect, String table, CheckContext context) {
    this.info = info;
    this.aspect = aspect;
    this.table = table;
    this.context = context;
  }

  /// A rule that was kept or is about to be told as broken.
  void rule() {
    rules++;
  }

  /// A rule that speaks of the table as a whole, broken.
  void whole(String title, String message, Optional<String> column) {
    breaks.add(new Break(title, message, column, 0, 1, 1, 0));
  }

  /// Something about the table as a whole that is no failure.
  void note(String title, String message, Optional<String> column) {
    breaks.add(new Break(title, message, column, 0, 0, 1, 0));
  }

  /// A rule that some of `of` cells or rows break.
  void tally(
      String title, Tally tally, long of, String unit, double allowed, Optional<String> column) {
    rule();
    if (tally.count() == 0) {
      return;
    }
    double share = (double) tally.count() / of;
    String message =
        "%,d of %,d %s (%s)%s. First: %s."
            .formatted(
                tally.count(),
                of,
                unit,
                Text.percent(share),
                allowed > 0 ? ", " + Text.percent(allowed) + " allowed" : "",
                tally.examples());
    long row = tally.first().getFirst().row();
    breaks.add(new Break(title, message, column, row, share, of, allowed));
  }

  /// The result; not examined when there was no rule.
  CheckResult result(String what, String nothing) {
    if (rules == 0) {
      return CheckResult.notExamined(info.id(), aspect, nothing);
    }
    List<Break> sorted =
        breaks.stream()
            .sorted(
                Comparator.comparing((Break b) -> !b.fails())
                    .thenComparingDouble(b -> -b.share())) // stable: contract order otherwise
            .toList();
    long failing = breaks.stream().filter(Break::fails).count();
    String summary =
        failing == 0
            ? "%,d %s kept%s.".formatted(rules, what, remark(breaks.size()))
            : "%,d of %,d %s broken.".formatted(failing, rules, what);
    List<Estimate> estimates = new ArrayList<>();
    estimates.add(Estimate.exact(what + " broken", (double) failing, rules));
    sorted.stream()
        .limit(1)
        .forEach(
            b -> estimates.add(Estimate.exact("largest share: " + b.title(), b.share(), b.of())));
    List<Finding> findings = sorted.stream().limit(MOST_FINDINGS).map(this::finding).toList();
    String more =
        breaks.size() > MOST_FINDINGS ? " The first %d are listed.".formatted(MOST_FINDINGS) : "";
    return CheckResult.of(
        info.id(),
        aspect,
        failing > 0 ? new Outcome.Fail() : new Outcome.Pass(),
        summary + more,
        estimates,
        findings,
        List.of());
  }

  private static String remark(int breaks) {
    return breaks == 0 ? "" : ", %,d of them with a remark".formatted(breaks);
  }

  private Finding finding(Break b) {
    Where where = Where.file(table);
    where = b.column().isPresent() ? where.atColumn(b.column().get()) : where;
    return new Finding(
        info.id(),
        aspect,
        b.fails() ? context.severity(info) : Severity.INFO,
        b.title(),
        b.message(),
        b.row() > 0 ? where.atRow(b.row()) : where,
        info.fix());
  }
}
