package dev.gambeson.benchmarks.triggers;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Roles;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.screen.drift.DriftPlan;
import dev.gambeson.data.screen.drift.DriftProfile;
import dev.gambeson.data.screen.drift.DriftSummary;
import dev.gambeson.data.screen.drift.SlowDriftCheck;
import dev.gambeson.data.screen.drift.VersionHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/// Versions of the census table, 5,000 rows each drawn with replacement: honest for ten versions,
/// then poisoned a little more each time.
final class DriftRuns {
  private static final int ROWS = 5000;
  private static final int HONEST = 10;
  private static final int VERSIONS = 30;

  private DriftRuns() {}

  /// What happens to the versions.
  ///
  /// @param step share of rows that is poisoned, more each version after the honest ones
  /// @param season amplitude of a swing of the label's share over 12 versions
  /// @param flips whether poison flips labels; otherwise it sets hours-per-week to 61
  private record Story(String name, double step, double season, boolean flips) {}

  static void run(Path shared, int seeds) throws IOException {
    Dataset adult = Tables.load(shared, "adult");
    System.out.println(
        "| story, 30 versions of 5,000 rows | season parameter | runs | alarms (95 %) | median"
            + " version of the first alarm |");
    System.out.println("|---|---|---|---|---|");
    for (Story story :
        List.of(
            new Story("honest", 0, 0, true),
            new Story("honest, label share swings by 2 points over 12 versions", 0, 0.02, true),
            new Story("0.3 % more labels flipped a version", 0.003, 0, true),
            new Story("0.1 % more", 0.001, 0, true),
            new Story("0.05 % more", 0.0005, 0, true),
            new Story("0.3 % more rows get hours-per-week 61", 0.003, 0, false),
            new Story("0.1 % more rows get hours-per-week 61", 0.001, 0, false))) {
      report(adult, story, 1, seeds);
    }
  }

  private static void report(Dataset adult, Story story, int season, int seeds) {
    long alarms = 0;
    long[] first = new long[seeds];
    for (int s = 0; s < seeds; s++) {
      first[s] = firstAlarm(adult, story, new Seed(600 + s));
      alarms += first[s] > 0 ? 1 : 0;
    }
    long[] seen = LongStream.of(first).filter(v -> v > 0).sorted().toArray();
    Estimate e = Intervals.clopperPearson("alarms", alarms, seeds);
    System.out.printf(
        "| %s | %d | %d | %d (%.2f to %.2f) | %s |%n",
        story.name(),
        season,
        seeds,
        alarms,
        e.low(),
        e.high(),
        seen.length == 0 ? "-" : Long.toString(seen[seen.length / 2]));
  }

  private static long firstAlarm(Dataset adult, Story story, Seed seed) {
    VersionHistory history = VersionHistory.EMPTY;
    DriftPlan plan = DriftPlan.learn(adult, Roles.NONE.withLabel("label"));
    try (Workers workers = new Workers(1)) {
      CheckContext context = new CheckContext(Policy.defaults(), seed, workers, Progress.silent());
      for (int t = 0; t < VERSIONS; t++) {
        history = history.with(version(adult, plan, story, t, seed.child(t)));
        if (SlowDriftCheck.judge(history, "adult", context).outcome().orElseThrow()
            instanceof Outcome.Fail) {
          return t + 1L;
        }
      }
    }
    return 0;
  }

  private static DriftSummary version(
      Dataset adult, DriftPlan plan, Story story, int t, Seed seed) {
    RandomGenerator random = seed.random();
    double poison = story.step() * Math.max(0, t - HONEST + 1);
    double swing = story.season() * Math.sin(2 * Math.PI * t / 12);
    int[] rows = random.ints(ROWS, 0, adult.size()).toArray();
    String[][] cells = new String[adult.columns().size()][ROWS];
    List<Column> columns = adult.columns();
    int label = adult.columnNames().indexOf("label");
    int hours = adult.columnNames().indexOf("hours-per-week");
    for (int i = 0; i < ROWS; i++) {
      for (int c = 0; c < cells.length; c++) {
        cells[c][i] = columns.get(c).text(rows[i]);
      }
      if (random.nextDouble() < Math.abs(swing)) {
        cells[label][i] = swing > 0 ? ">50K" : "<=50K";
      }
      if (random.nextDouble() < poison) {
        if (story.flips()) {
          cells[label][i] = cells[label][i].equals("<=50K") ? ">50K" : "<=50K";
        } else {
          cells[hours][i] = NumericColumn.format(61);
        }
      }
    }
    DriftProfile profile = new DriftProfile(plan);
    profile.add(
        new Batch(
            adult.columnNames(),
            java.util.Arrays.stream(cells).map(c -> (Cells) new Cells.Texts(c)).toList(),
            LongStream.rangeClosed(1, ROWS).toArray(),
            List.of()));
    return profile.summary();
  }
}
