package dev.gambeson.data.profile;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
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
import java.util.OptionalDouble;

/// Collects what one aspect of a check says about each column, and draws the conclusion: one column
/// that fails fails it, otherwise one that cannot be told leaves it open.
final class Tally {
  private static final int SHOWN = 12;

  private final CheckInfo info;
  private final String aspect;
  private final String table;
  private final CheckContext context;
  private final List<Entry> entries = new ArrayList<>();

  Tally(CheckInfo info, String aspect, String table, CheckContext context) {
    this.info = info;
    this.aspect = aspect;
    this.table = table;
    this.context = context;
  }

  private record Entry(
      String column, Estimate estimate, double limit, String title, String detail) {
    Outcome outcome() {
      return Outcome.atMost(estimate, limit);
    }

    double excess() {
      return estimate.isDefined() ? estimate.value() / limit : -1;
    }
  }

  /// Judges a column by "must not exceed `limit`".
  ///
  /// @param title of the finding when it does
  /// @param detail a sentence that follows the figure
  void judge(String column, Estimate estimate, double limit, String title, String detail) {
    entries.add(new Entry(column, estimate, limit, title, detail));
  }

  /// How many figures were judged.
  int size() {
    return entries.size();
  }

  /// The conclusion.
  ///
  /// @param examined what was compared, for the summary: `4 columns of numbers`
  /// @param nothing why the aspect was not examined when there is no figure
  CheckResult result(String examined, String nothing, List<Exhibit> more) {
    if (entries.isEmpty()) {
      return CheckResult.notExamined(info.id(), aspect, nothing);
    }
    List<Entry> ranked =
        entries.stream().sorted(Comparator.comparingDouble((Entry e) -> -e.excess())).toList();
    List<Entry> failed = ranked.stream().filter(e -> e.outcome() instanceof Outcome.Fail).toList();
    List<Exhibit> exhibits = new ArrayList<>(more);
    chart(ranked).ifPresent(exhibits::add);
    Entry worst = ranked.getFirst();
    long columns = failed.stream().map(Entry::column).distinct().count();
    String summary =
        "%s; %s out of bounds. Furthest: %s %s (limit %s)."
            .formatted(
                examined,
                columns == 0 ? "none" : Long.toString(columns),
                worst.estimate().name(),
                Text.number(worst.estimate().value()),
                Text.number(worst.limit()));
    return CheckResult.of(
        info.id(),
        aspect,
        outcome(ranked),
        summary,
        ranked.stream().limit(SHOWN).map(Entry::estimate).toList(),
        failed.stream().map(this::finding).toList(),
        exhibits);
  }

  private static Outcome outcome(List<Entry> ranked) {
    List<Outcome> outcomes = ranked.stream().map(Entry::outcome).toList();
    return outcomes.stream()
        .filter(o -> o instanceof Outcome.Fail)
        .findFirst()
        .or(() -> outcomes.stream().filter(o -> o instanceof Outcome.Inconclusive).findFirst())
        .orElseGet(Outcome.Pass::new);
  }

  private Finding finding(Entry e) {
    Estimate figure = e.estimate();
    return new Finding(
        info.id(),
        aspect,
        context.severity(info),
        e.title(),
        "%s is %s [%s, %s] on %,d cells, the limit is %s. %s"
            .formatted(
                figure.name(),
                Text.number(figure.value()),
                Text.number(figure.low()),
                Text.number(figure.high()),
                figure.n(),
                Text.number(e.limit()),
                e.detail()),
        Where.file(table).atColumn(e.column()),
        info.fix());
  }

  private java.util.Optional<Exhibit> chart(List<Entry> ranked) {
    double limit = ranked.getFirst().limit();
    List<Exhibit.Bar> bars =
        ranked.stream()
            .filter(e -> e.estimate().isDefined() && e.limit() == limit)
            .limit(SHOWN)
            .map(Tally::bar)
            .toList();
    return bars.isEmpty()
        ? java.util.Optional.empty()
        : java.util.Optional.of(
            new Exhibit.BarChart(
                info.title() + ": " + aspect,
                "Furthest first, with intervals that hold for all columns together. The line is the limit.",
                Exhibit.Axis.of("share or distance"),
                bars,
                OptionalDouble.of(limit)));
  }

  private static Exhibit.Bar bar(Entry entry) {
    Estimate e = entry.estimate();
    return new Exhibit.Bar(entry.column(), e.value(), e.low(), e.high(), e.n());
  }
}
