package dev.gambeson.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Rows;
import dev.gambeson.monitor.reference.GroupSource;
import dev.gambeson.monitor.reference.ModelShape;
import dev.gambeson.monitor.reference.Observed;
import dev.gambeson.monitor.reference.Reference;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Each check sees its own change, through the batch gate.
final class ChecksTest {
  private static final Reference REFERENCE = Streams.reference(20_000);
  private static final int N = 6_000;

  private static List<CheckResult> run(Observed observed, int[] truth) {
    return MonitorGate.run(REFERENCE, observed, truth, Streams.CONTEXT);
  }

  private static CheckResult result(List<CheckResult> results, String check) {
    return results.stream().filter(r -> r.check().equals(check)).findFirst().orElseThrow();
  }

  private static String outcome(List<CheckResult> results, String check) {
    return result(results, check).outcome().map(o -> o.id()).orElse("not examined");
  }

  @Test
  void aBatchLikeTheReferencePasses() {
    Streams.Traffic t = Streams.traffic(N, 0, 0, 3);
    List<CheckResult> results = run(t.observed(), t.truth());
    assertThat(results)
        .allSatisfy(
            r -> assertThat(r.outcome().orElseThrow().id()).as(r.summary()).isEqualTo("pass"));
    assertThat(result(results, "GB-MON-001").exhibits())
        .hasAtLeastOneElementOfType(Exhibit.LineChart.class);
  }

  @Test
  void aFeedThatBreaksShowsAsMissingValues() {
    Streams.Traffic t = Streams.traffic(N, 0, 0, 4);
    double[] values = t.observed().rows().values();
    for (int i = 0; i < N; i += 10) {
      values[5 * i + 1] = Double.NaN;
      values[5 * i + 3] = -1;
    }
    List<CheckResult> results = run(t.observed(), t.truth());
    assertThat(outcome(results, "GB-MON-009")).isEqualTo("fail");
    assertThat(result(results, "GB-MON-009").summary()).contains("missing");
  }

  @Test
  void valuesNeverSeenShow() {
    Streams.Traffic t = Streams.traffic(N, 0, 0, 5);
    double[] values = t.observed().rows().values();
    for (int i = 0; i < N; i += 10) {
      values[5 * i + 1] = 150;
    }
    assertThat(result(run(t.observed(), t.truth()), "GB-MON-009").summary())
        .contains("outside the reference in 'age'");
  }

  @Test
  void aChangedThresholdShowsInTheShareOfDecisions() {
    Streams.Traffic t = Streams.traffic(N, 0, 0, 6);
    int[] labels = new int[N];
    for (int i = 0; i < N; i++) {
      labels[i] = t.observed().scores()[2 * i + 1] > 0.3 ? 1 : 0;
    }
    Observed moved = new Observed(t.observed().rows(), labels, t.observed().scores(), List.of());
    List<CheckResult> results = run(moved, new int[0]);
    assertThat(outcome(results, "GB-MON-003")).isEqualTo("fail");
    assertThat(outcome(results, "GB-MON-002")).isEqualTo("pass");
  }

  @Test
  void anUnsureModelShows() {
    Streams.Traffic t = Streams.traffic(N, 0, 0, 7);
    float[] scores = t.observed().scores();
    for (int i = 0; i < scores.length; i++) {
      scores[i] = 0.5f + (scores[i] - 0.5f) * 0.3f;
    }
    assertThat(outcome(run(t.observed(), new int[0]), "GB-MON-004")).isEqualTo("fail");
  }

  @Test
  void aHarderMixOfRowsLowersTheEstimateWithoutOutcomes() {
    // rows near the boundary only
    Streams.Traffic t = Streams.traffic(40_000, 0, 0, 8);
    int[] near =
        IntStream.range(0, 40_000)
            .filter(i -> Math.abs(t.observed().scores()[2 * i + 1] - 0.5) < 0.2)
            .limit(N)
            .toArray();
    float[] scores = new float[2 * near.length];
    for (int i = 0; i < near.length; i++) {
      scores[2 * i] = t.observed().scores()[2 * near[i]];
      scores[2 * i + 1] = t.observed().scores()[2 * near[i] + 1];
    }
    List<CheckResult> results =
        run(Observed.of(t.observed().rows().select(near), scores), new int[0]);
    assertThat(outcome(results, "GB-MON-005")).isEqualTo("fail");
    assertThat(result(results, "GB-MON-005").summary()).contains("It holds only while");
  }

  @Test
  void aGroupThatComesToBeTreatedWorseShows() {
    Streams.Traffic t = Streams.traffic(N, 0, 0, 9);
    float[] scores = t.observed().scores();
    for (int i = 0; i < N; i++) {
      if (t.observed().rows().at(i, 4) == 0 && i % 4 == 0) {
        scores[2 * i] = 0.1f;
        scores[2 * i + 1] = 0.9f;
      }
    }
    List<CheckResult> results = run(t.observed(), t.truth());
    assertThat(outcome(results, "GB-MON-008")).isEqualTo("fail");
    assertThat(result(results, "GB-MON-008").summary()).contains("f minus m");
  }

  @Test
  void mixesOfRecordsShowJointlyOnly() {
    // amount and age tied together in the reference, untied now
    int n = 6_000;
    Rows tied = Streams.traffic(n, 0, 0, 10).observed().rows();
    for (int i = 0; i < n; i++) {
      tied.values()[5 * i + 1] = Math.rint(45 + 12 * Math.log(orOne(tied.at(i, 0))));
    }
    Rows untied = Streams.traffic(n, 0, 0, 11).observed().rows();
    for (int i = 0; i < n; i++) {
      untied.values()[5 * i + 1] = Math.rint(45 + 12 * Math.log(orOne(untied.at((i + 7) % n, 0))));
    }
    ModelShape inputs = ModelShape.of("m", "1", Streams.SPACE, List.of());
    Reference reference = Reference.of(inputs, Observed.of(tied), new int[0], 500, new Seed(1));
    List<CheckResult> results =
        MonitorGate.run(reference, Observed.of(untied), new int[0], Streams.CONTEXT);
    assertThat(outcome(results, "GB-MON-001")).isEqualTo("pass");
    assertThat(outcome(results, "GB-MON-010")).isEqualTo("fail");
  }

  private static double orOne(double v) {
    return Double.isNaN(v) ? 1 : v;
  }

  @Test
  void withoutScoresOnlyTheInputsAreExamined() {
    Rows rows = Streams.traffic(N, 1, 0, 12).observed().rows();
    ModelShape inputs = ModelShape.of("table", "", Streams.SPACE, List.of());
    List<CheckResult> results =
        MonitorGate.compare(
            inputs,
            Observed.of(Streams.traffic(N, 0, 0, 13).observed().rows()),
            new int[0],
            Observed.of(rows),
            new int[0],
            Streams.CONTEXT);
    assertThat(outcome(results, "GB-MON-001")).isEqualTo("fail");
    assertThat(outcome(results, "GB-MON-002")).isEqualTo("not examined");
    assertThat(outcome(results, "GB-MON-006")).isEqualTo("not examined");
    assertThat(result(results, "GB-MON-001").exhibits())
        .extracting(Exhibit::title)
        .contains("Numbers, compared value by value");
  }

  @Test
  void groupsThatTheCallerGivesAreWatched() {
    ModelShape shape =
        ModelShape.of("m", "1", Streams.SPACE, List.of("ok", "fraud"))
            .watching(0, List.of(GroupSource.given("origin", List.of("here", "there"))));
    Streams.Traffic before = Streams.traffic(20_000, 0, 0, 14);
    int[] groups = new int[20_000];
    Arrays.setAll(groups, i -> i % 2);
    Observed grouped =
        new Observed(
            before.observed().rows(), new int[0], before.observed().scores(), List.of(groups));
    Reference reference = Reference.of(shape, grouped, before.truth(), 0, new Seed(1));
    Streams.Traffic now = Streams.traffic(20_000, 0, 0, 15);
    float[] scores = now.observed().scores().clone();
    for (int i = 0; i < 20_000; i += 2) {
      scores[2 * i + 1] += 0.2f;
    }
    Observed unfair = new Observed(now.observed().rows(), new int[0], scores, List.of(groups));
    List<CheckResult> results = MonitorGate.run(reference, unfair, new int[0], Streams.CONTEXT);
    assertThat(outcome(results, "GB-MON-008")).isEqualTo("fail");
  }

  @Test
  void aMillionRowsWithATinyShiftAreNoAlarm() {
    // statistically sure, practically nothing
    Streams.Traffic t = Streams.traffic(400_000, 0.01, 0, 16);
    List<CheckResult> results = run(t.observed(), new int[0]);
    assertThat(outcome(results, "GB-MON-001")).isEqualTo("pass");
    assertThat(outcome(results, "GB-MON-002")).isEqualTo("pass");
  }

  @Test
  void noRowsAndOtherTablesAreRefused() {
    assertThatThrownBy(() -> run(Observed.of(new Rows(0, 5, new double[0])), new int[0]))
        .isInstanceOf(GambesonException.class);
    assertThatThrownBy(() -> run(Observed.of(new Rows(1, 2, new double[2])), new int[0]))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("same model");
  }

  @Test
  void everyCheckExplainsItself() {
    assertThat(MonitorChecks.infos())
        .extracting(CheckInfo::id)
        .containsExactly(
            "GB-MON-001",
            "GB-MON-002",
            "GB-MON-003",
            "GB-MON-004",
            "GB-MON-005",
            "GB-MON-006",
            "GB-MON-007",
            "GB-MON-008",
            "GB-MON-009",
            "GB-MON-010",
            "GB-MON-011",
            "GB-MON-012");
    assertThat(MonitorChecks.infos())
        .allSatisfy(i ->
            assertThat(i.parameters())
                .allSatisfy(p -> assertThat(p.byDefault()).isBetween(p.min(), p.max())));
  }
}
