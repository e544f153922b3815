package dev.gambeson.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.monitor.reference.Reference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Late outcomes, states of several nodes, snapshots.
final class OutcomesTest {
  private static final Reference REFERENCE = Streams.reference(20_000);

  private static ModelMonitor monitor(MonitorPolicy policy) {
    return new ModelMonitor(REFERENCE, policy, Streams.CONTEXT, new SplittableRandom(2));
  }

  private static Instant hour(int h) {
    return Streams.START.plus(Duration.ofHours(h));
  }

  /// Observes an hour of traffic and gives its outcomes a day later.
  private static void hour(ModelMonitor monitor, int h, double shift, double concept) {
    Streams.Traffic t = Streams.traffic(1_000, shift, concept, 500 + h);
    monitor.observe(t.observed(), "r" + h, hour(h));
    for (int i = 0; i < t.truth().length; i++) {
      assertThat(monitor.label("r" + h, i, t.truth()[i], hour(h + 24))).isTrue();
    }
  }

  private static CheckResult result(MonitorReport report, String check, String aspect) {
    return report.results().stream()
        .filter(r -> r.check().equals(check) && r.aspect().equals(aspect))
        .findFirst()
        .orElseThrow();
  }

  private static String outcome(MonitorReport report, String check, String aspect) {
    return result(report, check, aspect).outcome().orElseThrow().id();
  }

  @Test
  void goodTrafficWithOutcomesPassesEveryCheck() {
    ModelMonitor monitor = monitor(MonitorPolicy.defaults());
    for (int h = 0; h < 30; h++) {
      hour(monitor, h, 0, 0);
    }
    MonitorReport report = monitor.report(hour(60));
    assertThat(report.outcomes()).isEqualTo(30_000);
    assertThat(report.results())
        .allSatisfy(
            r -> assertThat(r.outcome().orElseThrow().id()).as(r.summary()).isEqualTo("pass"));
    assertThat(monitor.awaiting()).isZero();
  }

  @Test
  void conceptDriftIsSeenInOutcomesOnlyAndTakesTheTrustFromTheEstimate() {
    ModelMonitor monitor = monitor(Streams.POLICY);
    for (int h = 0; h < 20; h++) {
      hour(monitor, h, 0, h < 10 ? 0 : 1.5);
    }
    MonitorReport report = monitor.report(hour(60));
    assertThat(report.alerts())
        .extracting(Alert::check)
        .contains("GB-MON-006", "GB-MON-007")
        .doesNotContain("GB-MON-001", "GB-MON-002", "GB-MON-005");
    assertThat(outcome(report, "GB-MON-006", "over time")).isEqualTo("fail");
    assertThat(result(report, "GB-MON-006", "over time").summary()).contains(hour(10).toString());
    assertThat(outcome(report, "GB-MON-005", "")).isEqualTo("inconclusive");
    assertThat(result(report, "GB-MON-005", "").summary()).contains("assumption fails");
  }

  @Test
  void outcomesThatComeTwiceLateOrForUnknownRowsDoNotCount() {
    ModelMonitor monitor = monitor(Streams.POLICY);
    monitor.observe(Streams.traffic(2, 0, 0, 1).observed(), "a", hour(0));
    assertThat(monitor.label("a", 0, 1, hour(1))).isTrue();
    assertThat(monitor.label("a", 0, 1, hour(1))).isFalse();
    assertThat(monitor.label("a", 2, 1, hour(1))).isFalse();
    assertThat(monitor.label("b", 0, 1, hour(1))).isFalse();
    assertThat(monitor.label("a", 1, 1, hour(24 * 31))).isFalse();
    assertThat(monitor.report(hour(24)).outcomes()).isEqualTo(1);
    assertThatThrownBy(() -> monitor.label("a", 1, 2, hour(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theOldestRowsGiveWayWhenTooManyWait() {
    MonitorPolicy small =
        new MonitorPolicy(
            Optional.empty(), Optional.empty(), Optional.of(80), Optional.empty(), Optional.of(0));
    ModelMonitor monitor = monitor(small);
    for (int i = 0; i < 1_000; i++) {
      monitor.observe(Streams.traffic(1, 0, 0, i).observed(), "request " + i, hour(0));
    }
    assertThat(monitor.awaiting()).isLessThanOrEqualTo(80).isGreaterThan(60);
    assertThat(monitor.label("request 0", 0, 1, hour(1))).isFalse();
    assertThat(monitor.label("request 999", 0, 1, hour(1))).isTrue();
  }

  @Test
  void nodesThatAreMergedSayWhatOneNodeWouldHaveSaid() {
    MonitorPolicy policy = Streams.POLICY;
    ModelMonitor all = monitor(policy);
    ModelMonitor one = monitor(policy);
    ModelMonitor two = monitor(policy);
    for (int h = 0; h < 12; h++) {
      hour(all, h, h / 10.0, 0);
      hour(h % 2 == 0 ? one : two, h, h / 10.0, 0);
    }
    MonitorReport expected = all.report(hour(40));
    assertThat(one.report(hour(40), List.of(two.snapshot(hour(40)))).results())
        .isEqualTo(expected.results());
    assertThat(two.report(hour(40), List.of(one.snapshot(hour(40)))).results())
        .isEqualTo(expected.results());
  }

  @Test
  void aSnapshotRestoresCountsAlarmsAndWaitingRows() {
    ModelMonitor before = monitor(Streams.POLICY);
    for (int h = 0; h < 6; h++) {
      hour(before, h, 1, 0);
    }
    before.observe(Streams.traffic(10, 0, 0, 5).observed(), "late", hour(6));
    MonitorReport report = before.report(hour(6));
    assertThat(report.alerts()).isNotEmpty();
    ModelMonitor after = monitor(Streams.POLICY);
    after.restore(before.snapshot(hour(6)));
    MonitorReport again = after.report(hour(6));
    assertThat(again.results()).isEqualTo(report.results());
    assertThat(again.alerts()).isEmpty();
    assertThat(after.label("late", 9, 0, hour(7))).isTrue();
  }

  @Test
  void aDamagedSnapshotIsRefusedAndChangesNothing() {
    ModelMonitor monitor = monitor(Streams.POLICY);
    hour(monitor, 0, 0, 0);
    byte[] good = monitor.snapshot(hour(1));
    ModelMonitor other = monitor(Streams.POLICY);
    for (int cut = 0; cut < good.length; cut += 1 + good.length / 200) {
      byte[] torn = Arrays.copyOf(good, cut);
      assertThatThrownBy(() -> other.restore(torn)).isInstanceOf(GambesonException.class);
    }
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 300; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(80)] ^= (byte) (1 + random.nextInt(255));
      try {
        monitor(Streams.POLICY).restore(bad);
      } catch (GambesonException e) {
        assertThat(e).hasMessageContaining("snapshot");
      }
    }
    assertThat(other.report(hour(2)).rows()).isZero();
    assertThatThrownBy(() ->
            new ModelMonitor(
                    Streams.reference(500),
                    Streams.POLICY,
                    Streams.CONTEXT,
                    new SplittableRandom(1))
                .restore(good))
        .hasMessageContaining("another reference");
  }

  @Test
  void threadsCountEveryRowOnce() throws InterruptedException {
    ModelMonitor monitor = monitor(Streams.POLICY);
    var observed = Streams.traffic(10, 0, 0, 1).observed();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      int id = t;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 500; i++) {
                  monitor.observe(observed, id + "-" + i, hour(i % 3));
                  monitor.label(id + "-" + i, 3, 1, hour(4));
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    MonitorReport report = monitor.report(hour(5));
    assertThat(report.rows()).isEqualTo(40_000);
    assertThat(report.outcomes()).isEqualTo(4_000);
  }
}
