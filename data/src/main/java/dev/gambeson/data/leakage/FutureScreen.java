package dev.gambeson.data.leakage;

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
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.internal.rows.IsoTimes;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.Screened;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// GB-DATA-022: does a column hold what was not known at the time of the row?
public final class FutureScreen implements Screen {
  private static final CheckInfo INFO = LeakInfos.FUTURE;

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public Screened run(ScreenSubject subject, CheckContext context) {
    return new Screened(
        List.of(later(subject, context), filled(subject, context)), new double[0], List.of());
  }

  /// A figure about one column.
  private record Suspect(String column, Estimate estimate, int firstRow, String message) {}

  private static CheckResult later(ScreenSubject subject, CheckContext context) {
    String aspect = "later than the row";
    Optional<Column> time = subject.roles().time().flatMap(subject.data()::find);
    Optional<long[]> times = time.flatMap(IsoTimes::of);
    if (times.isEmpty()) {
      return CheckResult.notExamined(
          INFO.id(),
          aspect,
          time.isEmpty()
              ? "There is no time column (--time)."
              : "The time column holds no ISO 8601 dates.");
    }
    List<Suspect> suspects = new ArrayList<>();
    for (String name : subject.roles().features(subject.data().columnNames())) {
      IsoTimes.of(subject.data().column(name))
          .ifPresent(own -> suspects.add(compare(subject, name, own, times.get())));
    }
    return judge(
        subject,
        context,
        aspect,
        suspects,
        context.parameter(INFO, "max-later"),
        "Dates after the time of the row",
        "No feature holds dates.");
  }

  private static Suspect compare(ScreenSubject subject, String name, long[] own, long[] times) {
    int later = 0;
    int both = 0;
    int first = -1;
    for (int i = 0; i < own.length; i++) {
      if (own[i] != IsoTimes.NONE && times[i] != IsoTimes.NONE) {
        both++;
        if (own[i] > times[i]) {
          first = first < 0 ? i : first;
          later++;
        }
      }
    }
    Estimate share = Intervals.wilson("share of '" + name + "' later than its row", later, both);
    return new Suspect(
        name,
        share,
        first,
        "%,d of %,d cells of '%s' lie after the time of their row%s."
            .formatted(
                later, both, name, first < 0 ? "" : "; first: row " + subject.rowNumbers()[first]));
  }

  private static CheckResult filled(ScreenSubject subject, CheckContext context) {
    String aspect = "filled for one class only";
    if (subject.label().isEmpty()) {
      return CheckResult.notExamined(
          INFO.id(), aspect, "There is no label column with classes (--label).");
    }
    List<Suspect> suspects = new ArrayList<>();
    for (String name : subject.roles().features(subject.data().columnNames())) {
      gap(subject.data().column(name), subject.label().get()).ifPresent(suspects::add);
    }
    return judge(
        subject,
        context,
        aspect,
        suspects,
        context.parameter(INFO, "max-fill-gap"),
        "Filled for one class only",
        "No feature has empty cells.");
  }

  /// The largest difference between a class and the others in how often a column is filled.
  private static Optional<Suspect> gap(Column column, ScreenSubject.Coded label) {
    long[] rows = new long[label.names().size()];
    long[] full = new long[rows.length];
    long allRows = 0;
    long allFull = 0;
    for (int i = 0; i < column.size(); i++) {
      int own = label.codes()[i];
      if (own >= 0) {
        int filled = column.isMissing(i) ? 0 : 1;
        rows[own]++;
        full[own] += filled;
        allRows++;
        allFull += filled;
      }
    }
    if (allFull == allRows || allFull == 0) {
      return Optional.empty();
    }
    Optional<Suspect> most = Optional.empty();
    for (int c = 0; c < rows.length; c++) {
      if (rows[c] > 0 && rows[c] < allRows) {
        Suspect own =
            gap(
                column,
                label.names().get(c),
                full[c],
                rows[c],
                allFull - full[c],
                allRows - rows[c]);
        if (most.isEmpty() || own.estimate().value() > most.get().estimate().value()) {
          most = Optional.of(own);
        }
      }
    }
    return most;
  }

  private static Suspect gap(
      Column column, String name, long full, long rows, long otherFull, long otherRows) {
    String what = "difference between classes in how often '%s' is filled".formatted(column.name());
    boolean more = (double) full / rows >= (double) otherFull / otherRows;
    Estimate gap =
        more
            ? Intervals.difference(what, full, rows, otherFull, otherRows)
            : Intervals.difference(what, otherFull, otherRows, full, rows);
    return new Suspect(
        column.name(),
        gap,
        -1,
        "'%s' is filled in %s of the rows of class '%s' and in %s of the others."
            .formatted(
                column.name(),
                Text.percent((double) full / rows),
                name,
                Text.percent((double) otherFull / otherRows)));
  }

  private static CheckResult judge(
      ScreenSubject subject,
      CheckContext context,
      String aspect,
      List<Suspect> suspects,
      double limit,
      String title,
      String none) {
    List<Suspect> ranked =
        suspects.stream()
            .filter(s -> s.estimate().isDefined())
            .sorted(Comparator.comparingDouble(s -> -s.estimate().value()))
            .toList();
    if (ranked.isEmpty()) {
      return CheckResult.notExamined(INFO.id(), aspect, none);
    }
    List<Finding> findings =
        ranked.stream()
            .filter(s -> s.estimate().value() > limit)
            .map(s -> finding(subject, context, aspect, s, limit, title))
            .toList();
    return CheckResult.of(
        INFO.id(),
        aspect,
        Outcome.atMost(ranked.getFirst().estimate(), limit),
        ranked.getFirst().message(),
        List.of(ranked.getFirst().estimate()),
        findings,
        List.of());
  }

  private static Finding finding(
      ScreenSubject subject,
      CheckContext context,
      String aspect,
      Suspect s,
      double limit,
      String title) {
    boolean fails = Outcome.atMost(s.estimate(), limit) instanceof Outcome.Fail;
    boolean prose = subject.data().column(s.column()) instanceof TextColumn;
    Where where = Where.file(subject.data().name()).atColumn(s.column());
    return new Finding(
        INFO.id(),
        aspect,
        fails ? context.severity(INFO) : Severity.LOW,
        title + ": '" + s.column() + "'",
        s.message(),
        prose && s.firstRow() >= 0 ? where.atRow(subject.rowNumbers()[s.firstRow()]) : where,
        INFO.fix());
  }
}
