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
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/// A question about the newest windows that must be answered with yes several times in a row.
///
/// A window that neither breaks the limit nor holds enough rows to have shown it is widened, by
/// doubling the rows it must hold, up to 64 times: small changes that last are seen late rather
/// than never, and a pass means that there was enough to see.
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

  /// How many times the least rows a window may be widened to.
  private static final int WIDEST = 64;

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

  /// Windows with at least so many rows, newest first, at most so many.
  @FunctionalInterface
  interface Gather {
    List<Window> windows(long rows, int count);
  }

  /// Judges the newest windows with enough rows.
  final CheckResult judge(
      MonitorSubject subject,
      CheckContext context,
      String aspect,
      Function<long[], Sign> sign,
      Function<long[], List<Exhibit>> exhibits) {
    long least = (long) parameter(context, "min-rows");
    if (subject.recent(least, 1).isEmpty()) {
      long have = subject.reference().layout().rows(subject.all());
      return CheckResult.inconclusive(
          info.id(),
          aspect,
          "%d rows in complete windows, %d are needed: wait, or lower min-rows of %s and accept that less can be seen."
              .formatted(have, least, info.id()));
    }
    return widen(subject, context, aspect, least, subject::recent, sign, exhibits);
  }

  /// Judges windows, wider and wider, until they show a breach, or are wide enough to have shown
  /// one, or there are no more rows. There is at least one window of the least width.
  final CheckResult widen(
      MonitorSubject subject,
      CheckContext context,
      String aspect,
      long least,
      Gather gather,
      Function<long[], Sign> sign,
      Function<long[], List<Exhibit>> exhibits) {
    int needed = needed(subject, context);
    List<Window> windows = gather.windows(least, needed);
    List<Sign> signs = signs(windows, sign);
    for (int times = 2; times <= WIDEST && open(signs, needed); times *= 2) {
      List<Window> wider = gather.windows(least * times, needed);
      if (wider.size() < needed) {
        break;
      }
      windows = wider;
      signs = signs(windows, sign);
    }
    return result(subject, context, aspect, signs, exhibits.apply(windows.getFirst().counts()));
  }

  private static List<Sign> signs(List<Window> windows, Function<long[], Sign> sign) {
    return windows.stream().map(w -> sign.apply(w.counts())).toList();
  }

  /// Whether more rows could change the conclusion.
  private static boolean open(List<Sign> signs, int needed) {
    Sign newest = signs.getFirst();
    return !newest.visible() && !(newest.broken() && signs.size() >= needed);
  }

  /// What one sign says by itself.
  final CheckResult decide(MonitorSubject subject, CheckContext context, String aspect, Sign sign) {
    return result(
        subject, context, aspect, Collections.nCopies(needed(subject, context), sign), List.of());
  }

  private CheckResult result(
      MonitorSubject subject,
      CheckContext context,
      String aspect,
      List<Sign> signs,
      List<Exhibit> exhibits) {
    int needed = needed(subject, context);
    Sign newest = signs.getFirst();
    boolean all = signs.size() >= needed && signs.stream().allMatch(Sign::broken);
    return CheckResult.of(
        info.id(),
        aspect,
        outcome(newest, all, needed),
        newest.summary(),
        newest.estimates(),
        all ? List.of(finding(subject, context, aspect, newest)) : List.of(),
        exhibits);
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
