package dev.gambeson.data.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Workers;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// The largest blend within the caps.
class QuotasTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

  @AutoClose private final Workers workers = new Workers(1);

  private Quotas quotas(
      BlendPolicy blend, SourceHistory history, Map<String, Policy.CheckPolicy> checks) {
    Policy policy = new Policy(Severity.HIGH, false, checks, List.of());
    return new Quotas(
        blend, history, TODAY, new CheckContext(policy, new Seed(1), workers, Progress.silent()));
  }

  private static Policy.CheckPolicy set(String parameter, double value) {
    return new Policy.CheckPolicy(true, Optional.empty(), Map.of(parameter, value));
  }

  private SortedMap<String, Long> shares(double most, Map<String, Long> rows) {
    return quotas(
            BlendPolicy.NONE, SourceHistory.NONE, Map.of("GB-DATA-031", set("max-share", most)))
        .of(rows);
  }

  @Test
  void withoutCapsEveryRowStays() {
    assertThat(shares(1, Map.of("a", 7L, "b", 3L))).isEqualTo(Map.of("a", 7L, "b", 3L));
  }

  @Test
  void noSourceExceedsItsCapAndNoMoreIsTakenThanNeeded() {
    Map<String, Long> rows = Map.of("a", 1000L, "b", 400L, "c", 300L, "d", 20L);
    SortedMap<String, Long> kept = shares(0.4, rows);
    long total = kept.values().stream().mapToLong(Long::longValue).sum();
    kept.values().forEach(k -> assertThat((double) k / total).isLessThanOrEqualTo(0.4));
    // a alone is over: 0.4 (a + 720) = a at a = 480
    assertThat(kept).isEqualTo(new TreeMap<>(Map.of("a", 480L, "b", 400L, "c", 300L, "d", 20L)));
  }

  @Test
  void tooFewSourcesForTheirCapsLeaveNothing() {
    assertThat(shares(0.4, Map.of("a", 100L, "b", 100L)).values()).containsOnly(0L);
  }

  @Test
  void equalSourcesAtExactlyTheirCapStay() {
    assertThat(shares(0.5, Map.of("a", 100L, "b", 100L)).values()).containsOnly(100L);
  }

  @Test
  void aCapOfASourceGoesBeforeThatOfAll() {
    SortedMap<String, Long> kept =
        quotas(new BlendPolicy(Map.of("a", 0.1)), SourceHistory.NONE, Map.of())
            .of(Map.of("a", 500L, "b", 900L));
    assertThat(kept).isEqualTo(new TreeMap<>(Map.of("a", 100L, "b", 900L)));
  }

  @Test
  void aDayCountsWhatWasAdmittedOnItBefore() {
    SourceHistory history =
        SourceHistory.NONE
            .plus(Map.of("a", 100L), TODAY.minusDays(2))
            .plus(Map.of("a", 300L), TODAY.minusDays(1))
            .plus(Map.of("a", 150L), TODAY);
    Quotas quotas =
        quotas(BlendPolicy.NONE, history, Map.of("GB-DATA-033", set("max-day-growth", 2)));
    assertThat(quotas.of(Map.of("a", 1000L))).containsEntry("a", 250L); // 2 * 200 - 150
    assertThat(quotas.reason("a", 1000).text()).contains("200 rows", "150 were admitted today");
  }

  @Test
  void aNewcomerIsCappedOnlyWhereThereIsAHistory() {
    Map<String, Policy.CheckPolicy> cap = Map.of("GB-DATA-033", set("max-new-rows", 50));
    SourceHistory history = SourceHistory.NONE.plus(Map.of("a", 100L), TODAY.minusDays(2));
    assertThat(quotas(BlendPolicy.NONE, history, cap).of(Map.of("b", 80L))).containsEntry("b", 50L);
    assertThat(quotas(BlendPolicy.NONE, SourceHistory.NONE, cap).of(Map.of("b", 80L)))
        .containsEntry("b", 80L);
  }

  @Test
  void averagesAreOverBatchesAndDays() {
    SourceHistory history =
        SourceHistory.NONE
            .plus(Map.of("a", 10L), TODAY.minusDays(3))
            .plus(Map.of("a", 20L), TODAY.minusDays(3))
            .plus(Map.of("a", 60L), TODAY.minusDays(1));
    SourceHistory.Past past = history.sources().get("a");
    assertThat(past.rowsPerBatch()).isCloseTo(30, within(1e-12));
    assertThat(past.rowsPerDay(TODAY)).contains(45.0);
    assertThat(past.rowsPerDay(TODAY.minusDays(1))).contains(30.0);
  }
}
