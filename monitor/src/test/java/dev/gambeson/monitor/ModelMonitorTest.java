package dev.gambeson.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.monitor.reference.Reference;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ModelMonitorTest {
  private static final Reference REFERENCE = Streams.reference(20_000);
  private final ModelMonitor monitor =
      new ModelMonitor(REFERENCE, Streams.POLICY, Streams.CONTEXT, new SplittableRandom(1));

  private static Instant hour(int h) {
    return Streams.START.plus(Duration.ofHours(h));
  }

  private void hours(int from, int to, int rows, double shift) {
    for (int h = from; h < to; h++) {
      monitor.observe(Streams.traffic(rows, shift, 0, 1000 + h).observed(), "", hour(h));
    }
  }

  private static CheckResult result(MonitorReport report, String check) {
    return report.results().stream().filter(r -> r.check().equals(check)).findFirst().orElseThrow();
  }

  private static String outcome(MonitorReport report, String check) {
    return result(report, check).outcome().orElseThrow().id();
  }

  @Test
  void trafficLikeTheReferencePasses() {
    hours(0, 6, 2_000, 0);
    MonitorReport report = monitor.report(hour(6));
    assertThat(report.rows()).isEqualTo(12_000);
    assertThat(outcome(report, "GB-MON-001")).isEqualTo("pass");
    assertThat(outcome(report, "GB-MON-002")).isEqualTo("pass");
    assertThat(report.alerts()).isEmpty();
  }

  @Test
  void thePictureHoldsTheRunningWindowAndSharesThatSumToOne() {
    assertThat(monitor.picture(hour(0)).features()).isEmpty();
    hours(0, 1, 100, 0);

    InputPicture few = monitor.picture(hour(0).plusSeconds(60));
    assertThat(few.rows()).isEqualTo(100);
    assertThat(few.enough()).isFalse();

    hours(1, 3, 2_000, 0);
    hours(3, 4, 2_000, 1);
    InputPicture picture = monitor.picture(hour(3).plusSeconds(60));
    assertThat(picture.enough()).isTrue();
    assertThat(picture.from()).isEqualTo(hour(3));
    assertThat(picture.features().getFirst().feature()).isEqualTo("amount");
    assertThat(picture.features())
        .allSatisfy(f -> {
          assertThat(f.groups().stream().mapToDouble(g -> g.before()).sum())
              .isCloseTo(1, within(1e-9));
          assertThat(f.groups().stream().mapToDouble(g -> g.now()).sum())
              .isCloseTo(1, within(1e-9));
        });
  }

  @Test
  void aShiftOfOneInputRaisesInputAndScoreDriftOnceAndNamesTheInput() {
    hours(0, 4, 2_000, 0);
    hours(4, 6, 2_000, 1);
    MonitorReport report = monitor.report(hour(6));
    assertThat(report.alerts())
        .extracting(Alert::check)
        .contains("GB-MON-001", "GB-MON-002")
        .doesNotHaveDuplicates();
    assertThat(result(report, "GB-MON-001").estimates().getFirst().name()).contains("amount");
    assertThat(report.alerts().getFirst().facts()).containsKey("PSI of 'amount'");
    assertThat(monitor.report(hour(6)).alerts()).isEmpty();
  }

  @Test
  void oneWindowIsNoAlarm() {
    hours(0, 4, 2_000, 0);
    hours(4, 5, 2_000, 1);
    MonitorReport report = monitor.report(hour(5));
    assertThat(report.alerts()).isEmpty();
    assertThat(outcome(report, "GB-MON-001")).isEqualTo("inconclusive");
  }

  @Test
  void fewRowsAreInconclusive() {
    hours(0, 3, 100, 3);
    assertThat(outcome(monitor.report(hour(3)), "GB-MON-001")).isEqualTo("inconclusive");
  }

  @Test
  void anHourThatIsNotOverIsNotLookedAt() {
    hours(0, 2, 2_000, 0);
    assertThat(monitor.report(hour(2).minusSeconds(1)).rows()).isEqualTo(2_000);
  }

  @Test
  void slowTrafficIsGatheredUntilAWindowHasEnoughRows() {
    hours(0, 20, 100, 1);
    MonitorReport report = monitor.report(hour(20));
    assertThat(report.alerts()).extracting(Alert::check).contains("GB-MON-001");
  }
}
