package dev.gambeson.data.screen.drift;

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
import dev.gambeson.data.StreamCheck;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// GB-POIS-012: does the table drift over its versions in one direction, in steps too small for any
/// single comparison?
///
/// Sees: a steady change of label shares, of values within a label, or of labels within values,
/// over at least eight versions. Does not see: see [CheckInfo#limits].
public final class SlowDriftCheck implements StreamCheck<DriftProfile> {
  private static final int SHOWN = 10;

  private static final CheckInfo INFO =
      new CheckInfo(
          "GB-POIS-012",
          "Slow drift over versions",
          "Do labels or values move steadily in one direction from version to version, in steps too small to see one at a time?",
          "An attacker who feeds a table that is retrained often adds a little poison to each version (0.3 % a night), each compared only with the last. Whoever controls one source over many versions is assumed.",
          "Counts per column, bin and label of this version are set beside those of every admitted version. For each share (angular scale) and mean position: t-test of a slope over all versions and the last 60, 40, 24, 16 and 10, with sample size and degrees of freedom shrunk by the lag-one correlation of the residuals (Santer et al. 2000). Bonferroni over windows, statistics (four families of equal weight) and, by a falling share 1 / (t (t + 1)) of the budget at version t, over all versions together. With a season (versions per period), means over whole periods are tested.",
          "Not seen: drift from the very first version on that ends before eight versions; poison that goes up and down without a direction; steps below about a tenth of the version-to-version noise over 20 versions (see benchmarks); changes that keep every share per column and label, such as new pairings of columns. An honest trend looks the same: a person must decide. A season that is longer than half the history and not declared can look like a trend.",
          "Compare the newest version with the first of the window shown, by source; ask what changed. Hold the version back until somebody knows.",
          Severity.HIGH,
          List.of("ML02:2023", "ML08:2023", "AML.T0020"),
          List.of(
              new CheckInfo.Parameter(
                  "false-positives", 0.01, 1e-6, 0.2, "probability of any false alarm over all versions of a table without a trend"),
              new CheckInfo.Parameter(
                  "season", 1, 1, 400, "versions per season, for example 7 for nightly versions with a weekly pattern; 1 for none")));

  private final VersionHistory history;
  private final DriftPlan plan;

  /// @param history earlier admitted versions
  /// @param plan of the history ([VersionHistory#plan])
  public SlowDriftCheck(VersionHistory history, DriftPlan plan) {
    this.history = history;
    this.plan = plan;
  }

  /// What the check asks, without a history.
  public static CheckInfo about() {
    return INFO;
  }

  @Override
  public List<CheckInfo> infos() {
    return List.of(INFO);
  }

  @Override
  public DriftProfile start() {
    return new DriftProfile(plan);
  }

  @Override
  public List<CheckResult> judge(DriftProfile seen, String table, CheckContext context) {
    return List.of(judge(history.with(seen.summary()), table, context));
  }

  /// Judges the last version of a history against those before it.
  public static CheckResult judge(VersionHistory all, String table, CheckContext context) {
    int season = (int) context.parameter(INFO, "season");
    int steps = all.versions().size() / season;
    if (steps < Trend.FEWEST) {
      String unit = season == 1 ? "versions" : "seasons of versions";
      return CheckResult.inconclusive(
          INFO.id(),
          "",
          "%d %s, this one included: a slow drift needs at least %d to show."
              .formatted(steps, unit, Trend.FEWEST));
    }
    List<Moving> moving = moving(Statistics.of(all.versions()), season);
    double budget = context.parameter(INFO, "false-positives") / ((double) steps * (steps + 1));
    List<Moving> alarms = moving.stream().filter(m -> m.p() <= budget).toList();
    double least = moving.stream().mapToDouble(Moving::p).min().orElse(1);
    Estimate estimate =
        Estimate.exact("smallest probability of a trend, corrected for all statistics", least, steps);
    String summary =
        alarms.isEmpty()
            ? "No steady drift over %d versions in %d statistics.".formatted(all.versions().size(), moving.size())
            : "%d of %d statistics drift steadily, first of all the %s."
                .formatted(alarms.size(), moving.size(), alarms.getFirst().series().name());
    List<Finding> findings =
        alarms.isEmpty() ? List.of() : List.of(finding(alarms, season, table, context));
    return CheckResult.of(
        INFO.id(),
        "",
        alarms.isEmpty() ? new Outcome.Pass() : new Outcome.Fail(),
        summary,
        List.of(estimate),
        findings,
        List.of(table(moving, season), chart(moving)));
  }

  /// A statistic with its trend.
  ///
  /// @param p corrected for windows and for all statistics
  private record Moving(Statistics.Series series, Trend trend, double p) {}

  private static List<Moving> moving(List<Statistics.Series> all, int season) {
    long[] sizes = new long[Statistics.FAMILIES];
    all.forEach(s -> sizes[s.family()]++);
    return all.stream()
        .map(s -> {
          Trend t = Trend.strongest(Trend.seasons(s.values(), season));
          return new Moving(s, t, Math.min(1, t.p() * sizes[s.family()] * Statistics.FAMILIES));
        })
        .sorted(
            Comparator.comparingDouble(Moving::p).thenComparing(m -> m.series().name()))
        .toList();
  }

  private static Finding finding(
      List<Moving> alarms, int season, String table, CheckContext context) {
    Moving first = alarms.getFirst();
    String message =
        "The %s went from %s to %s over the last %d versions, steadily (probability without a trend %s, corrected for everything that was looked at). %d statistics drift."
            .formatted(
                shorten(first.series().name()),
                shown(first, windowStart(first, season)),
                shown(first, first.series().values().length - 1),
                first.series().values().length - windowStart(first, season),
                Text.number(first.p()),
                alarms.size());
    Where file = Where.file(table);
    return new Finding(
        INFO.id(),
        "",
        context.severity(INFO),
        "Steady drift over versions",
        message,
        first.series().column().isEmpty() ? file : file.atColumn(first.series().column()),
        INFO.fix());
  }

  private static int windowStart(Moving m, int season) {
    return m.series().values().length % season + m.trend().from() * season;
  }

  private static String shown(Moving m, int version) {
    double v = m.series().values()[version];
    return m.series().share()
        ? Text.percent(Math.sin(v) * Math.sin(v))
        : Text.number(Math.round(v * 1000) / 1000.0);
  }

  private static Exhibit table(List<Moving> moving, int season) {
    List<List<String>> rows =
        moving.stream()
            .limit(SHOWN)
            .map(m -> List.of(
                shorten(m.series().name()),
                shown(m, windowStart(m, season)),
                shown(m, m.series().values().length - 1),
                Text.number(m.p())))
            .toList();
    return new Exhibit.Table(
        "What moves most steadily",
        "From the first version of the strongest window to the newest; the probability is corrected for everything looked at.",
        List.of("statistic", "then", "now", "probability without a trend"),
        rows);
  }

  private static Exhibit chart(List<Moving> moving) {
    Optional<Moving> first = moving.stream().findFirst();
    List<Exhibit.Point> points =
        first
            .map(m -> IntStream.range(0, m.series().values().length)
                .mapToObj(t -> Exhibit.Point.of(t + 1, value(m.series(), t)))
                .toList())
            .orElse(List.of());
    String name = first.map(m -> shorten(m.series().name())).orElse("nothing");
    return new Exhibit.LineChart(
        "The steadiest statistic over versions",
        "One point a version, the newest last.",
        Exhibit.Axis.of("version"),
        Exhibit.Axis.of(name),
        List.of(new Exhibit.Line(name, points)),
        false);
  }

  private static double value(Statistics.Series s, int t) {
    double v = s.values()[t];
    return s.share() ? Math.sin(v) * Math.sin(v) : v;
  }

  private static String shorten(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }
}
