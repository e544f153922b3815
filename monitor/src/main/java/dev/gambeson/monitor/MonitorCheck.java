package dev.gambeson.monitor;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A question about the newest windows that must be answered with yes several times in a row.
abstract class MonitorCheck implements Check<MonitorSubject> {
  static final CheckInfo.Parameter IN_A_ROW =
      new CheckInfo.Parameter(
          "windows-in-a-row",
          2,
          1,
          24,
          "Windows that must show it one after the other before it counts.");
  static final CheckInfo.Parameter MIN_ROWS =
      new CheckInfo.Parameter(
          "min-rows",
          500,
          50,
          1e9,
          "Rows that a window must hold; it is widened backwards in time until it does.");

  private final CheckInfo info;

  MonitorCheck(CheckInfo info) {
    this.info = info;
  }

  static CheckInfo.Parameter alpha(double byDefault) {
    return new CheckInfo.Parameter(
        "alpha", byDefault, 1e-12, 0.1, "Accepted probability of a false sign, per window.");
  }

  @Override
  public final CheckInfo info() {
    return info;
  }

  /// What one window shows.
  ///
  /// @param broken whether it breaks the limit for sure
  /// @param visible whether it could have shown a breach of the limit, had there been one
  /// @param summary one sentence with the figures
  /// @param estimates the deciding one first
  record Sign(boolean broken, boolean visible, String summary, List<Estimate> estimates) {
    Sign {
      estimates = List.copyOf(estimates);
    }
  }

  final double parameter(CheckContext context, String name) {
    return context.parameter(info, name);
  }

  final int needed(MonitorSubject subject, CheckContext context) {
    return subject.batch() ? 1 : (int) parameter(context, "windows-in-a-row");
  }

  final CheckResult notExamined(String aspect, String reason) {
    return CheckResult.notExamined(info.id(), aspect, reason);
  }

  /// Judges the newest windows with enough rows.
  final CheckResult judge(
      MonitorSubject subject,
      CheckContext context,
      String aspect,
      Function<long[], Sign> sign,
      Function<long[], List<Exhibit>> exhibits) {
    long rows = (long) parameter(context, "min-rows");
    List<Window> windows = subject.recent(rows, needed(subject, context));
    if (windows.isEmpty()) {
      long have = subject.reference().layout().rows(subject.all());
      return CheckResult.inconclusive(
          info.id(),
          aspect,
          "%d rows in complete windows, %d are needed: wait, or lower min-rows of %s and accept that less can be seen."
              .formatted(have, rows, info.id()));
    }
    return decide(subject, context, aspect, windows, sign, exhibits);
  }

  /// Judges the given windows, newest first, at least one.
  final CheckResult decide(
      MonitorSubject subject,
      CheckContext context,
      String aspect,
      List<Window> windows,
      Function<long[], Sign> sign,
      Function<long[], List<Exhibit>> exhibits) {
    int needed = needed(subject, context);
    List<Sign> signs = new ArrayList<>();
    for (Window window : windows) {
      signs.add(sign.apply(window.counts()));
    }
    Sign newest = signs.getFirst();
    boolean all = signs.size() >= needed && signs.stream().allMatch(Sign::broken);
    Outcome outcome = outcome(newest, all, needed);
    List<Finding> findings = all ? List.of(finding(subject, context, aspect, newest)) : List.of();
    return CheckResult.of(
        info.id(),
        aspect,
        outcome,
        newest.summary(),
        newest.estimates(),
        findings,
        exhibits.apply(windows.getFirst().counts()));
  }

  private static Outcome outcome(Sign newest, boolean all, int needed) {
    if (all) {
      return new Outcome.Fail();
    }
    if (newest.broken()) {
      return new Outcome.Inconclusive(
          newest.summary() + " The alarm needs %d windows in a row.".formatted(needed));
    }
    return newest.visible()
        ? new Outcome.Pass()
        : new Outcome.Inconclusive(newest.summary() + " More rows would settle it.");
  }

  private Finding finding(
      MonitorSubject subject, CheckContext context, String aspect, Sign newest) {
    String name = subject.reference().shape().model() + " " + subject.reference().shape().version();
    return new Finding(
        info.id(),
        aspect,
        context.severity(info),
        info.title(),
        newest.summary(),
        Where.file(name.strip()),
        info.fix());
  }
}
