package dev.gambeson.data.screen.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Roles;
import dev.gambeson.core.data.TextColumn;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SlowDriftCheckTest {
  private static final int ROWS = 2000;
  private static final Roles ROLES = Roles.NONE.withLabel("label");

  private static String[][] cells(double flipped, double swing, Seed seed) {
    RandomGenerator r = seed.random();
    String[][] out = new String[3][ROWS];
    for (int i = 0; i < ROWS; i++) {
      double x = r.nextGaussian();
      boolean yes = r.nextDouble() < 0.3 + 0.1 * Math.tanh(x) + swing;
      yes ^= r.nextDouble() < flipped;
      out[0][i] = NumericColumn.format(Math.rint(x * 1000) / 1000);
      out[1][i] = "town " + r.nextInt(5);
      out[2][i] = yes ? "yes" : "no";
    }
    return out;
  }

  private static Dataset sample() {
    String[][] c = cells(0, 0, new Seed(99));
    return new Dataset(
        "t",
        List.of(
            new NumericColumn("x", Arrays.stream(c[0]).mapToDouble(Double::parseDouble).toArray()),
            TextColumn.of("town", List.of(c[1])),
            TextColumn.of("label", List.of(c[2]))));
  }

  private static Batch batch(String[][] cells, int from, int to) {
    return new Batch(
        List.of("x", "town", "label"),
        Arrays.stream(cells)
            .map(c -> (Cells) new Cells.Texts(Arrays.copyOfRange(c, from, to)))
            .toList(),
        LongStream.rangeClosed(from + 1L, to).toArray(),
        List.of());
  }

  private static DriftProfile profile(DriftPlan plan, String[][] cells) {
    DriftProfile profile = new DriftProfile(plan);
    profile.add(batch(cells, 0, ROWS));
    return profile;
  }

  private static VersionHistory history(int honest, int drifting, double step, long seed) {
    DriftPlan plan = DriftPlan.learn(sample(), ROLES);
    VersionHistory history = VersionHistory.EMPTY;
    for (int t = 0; t < honest + drifting; t++) {
      double flipped = step * Math.max(0, t - honest + 1);
      history = history.with(profile(plan, cells(flipped, 0, new Seed(seed).child(t))).summary());
    }
    return history;
  }

  private static CheckResult judge(VersionHistory history, Policy policy) {
    try (Workers workers = new Workers(1)) {
      return SlowDriftCheck.judge(
          history, "t", new CheckContext(policy, new Seed(1), workers, Progress.silent()));
    }
  }

  @Test
  void one_per_cent_more_flips_a_version_are_seen() {
    CheckResult result = judge(history(8, 16, 0.01, 4), Policy.defaults());
    assertThat(result.outcome()).contains(new Outcome.Fail());
    assertThat(result.findings().getFirst().message()).contains("label");
  }

  @Test
  void no_single_step_of_it_stands_out() {
    CheckResult result = judge(history(8, 1, 0.01, 4), Policy.defaults());
    assertThat(result.outcome()).contains(new Outcome.Pass());
  }

  @Test
  void honest_versions_pass_whatever_the_seed() {
    for (long seed = 0; seed < 20; seed++) {
      assertThat(judge(history(24, 0, 0, seed), Policy.defaults()).outcome())
          .contains(new Outcome.Pass());
    }
  }

  @Test
  void fewer_than_eight_versions_are_inconclusive() {
    assertThat(judge(history(7, 0, 0, 1), Policy.defaults()).outcome())
        .containsInstanceOf(Outcome.Inconclusive.class);
  }

  @Test
  void as_a_stream_check_it_counts_the_version_at_hand() {
    VersionHistory before = history(8, 15, 0.01, 4);
    SlowDriftCheck check = new SlowDriftCheck(before, before.plan(sample(), ROLES));
    DriftProfile now = check.start();
    now.add(batch(cells(0.16, 0, new Seed(5)), 0, ROWS));
    try (Workers workers = new Workers(1)) {
      CheckContext context =
          new CheckContext(Policy.defaults(), new Seed(1), workers, Progress.silent());
      assertThat(check.judge(now, "t", context).getFirst().outcome()).contains(new Outcome.Fail());
    }
  }

  @Test
  void any_partition_and_order_gives_the_same_summary() {
    DriftPlan plan = DriftPlan.learn(sample(), ROLES);
    String[][] cells = cells(0, 0, new Seed(3));
    DriftProfile late = new DriftProfile(plan);
    late.add(batch(cells, 1500, ROWS));
    DriftProfile early = new DriftProfile(plan);
    early.add(batch(cells, 700, 1500));
    early.add(batch(cells, 0, 700));
    late.merge(early);
    assertThat(late.summary()).isEqualTo(profile(plan, cells).summary());
  }

  @Test
  void a_summary_survives_its_json() {
    DriftSummary summary = history(1, 0, 0, 1).versions().getFirst();
    assertThat(DriftSummary.parse(summary.toJson(), "drift.json")).isEqualTo(summary);
  }

  @Test
  void a_damaged_summary_is_refused_with_a_reason() {
    String json = history(1, 0, 0, 1).versions().getFirst().toJson();
    assertRefused(json.replace("gambeson/drift/1", "other"), "schema");
    assertRefused(json.replace("\"rows\":2000", "\"rows\":2001"), "add up");
    assertRefused(json.replaceFirst("\"counts\":\\[", "\"counts\":[7,"), "fit the plan");
    assertRefused(json.substring(0, json.length() / 2), "JSON");
    assertRefused("[".repeat(100), "JSON");
    assertRefused(json.replaceFirst("\"counts\":\\[\\d+", "\"counts\":[1.5"), "whole number");
  }

  private static void assertRefused(String json, String why) {
    assertThatThrownBy(() -> DriftSummary.parse(json, "drift.json"))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("drift.json")
        .hasMessageContaining(why);
  }

  @Test
  void versions_counted_by_different_plans_are_refused() {
    DriftSummary a = history(1, 0, 0, 1).versions().getFirst();
    DriftPlan other = DriftPlan.learn(sample().without("town"), ROLES);
    DriftSummary b = new DriftProfile(other).summary();
    assertThatThrownBy(() -> new VersionHistory(List.of(a, b)))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("one plan");
  }

  @Test
  void cells_that_are_no_numbers_are_counted_apart() {
    DriftPlan.Bins bins = new DriftPlan.Bins("x", List.of(0.0, 1.0), List.of());
    assertThat(bins.of("-1")).isZero();
    assertThat(bins.of("1")).isEqualTo(2);
    assertThat(bins.of("oops")).isEqualTo(3);
    assertThat(bins.of("")).isEqualTo(4);
    assertThat(bins.of("1".repeat(500))).isEqualTo(3);
  }
}
