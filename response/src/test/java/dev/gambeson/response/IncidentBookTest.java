package dev.gambeson.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.store.IncidentFilter;
import dev.gambeson.response.store.MemoryIncidentStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class IncidentBookTest {
  private static final Actor ANNA = Actor.person("anna");
  private final TestClock clock = new TestClock();
  private final MemoryIncidentStore store = new MemoryIncidentStore();
  private final IncidentBook book = new IncidentBook(store, IncidentPolicy.defaults(), clock);

  private Incident accept(Alert alert) {
    return book.accept(alert).orElseThrow();
  }

  private static Alert severe(String client, Severity severity) {
    return Alerts.of("GB-GRD-001", severity, Alert.Subject.of("acme", client, "fraud"));
  }

  @Test
  void alertsOfOneKeyBelongToOneIncident() {
    Incident first = accept(Alerts.high("c1"));
    clock.advance(Duration.ofMinutes(5));
    Incident second = accept(Alerts.high("c1"));
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.alerts()).isEqualTo(2);
    assertThat(accept(Alerts.high("c2")).id()).isNotEqualTo(first.id());
  }

  @Test
  void theSameAlertToldTwiceCountsOnce() {
    Alert alert = Alerts.high("c1");
    Incident first = accept(alert);
    clock.advance(Duration.ofMinutes(5));
    accept(Alerts.high("c1"));
    clock.advance(Duration.ofMinutes(5));
    assertThat(accept(alert).alerts()).isEqualTo(2);
    assertThat(book.timeline(first.id())).hasSize(2);
  }

  @Test
  void repeatsAreCountedAndStandInTheNextLine() {
    String id = accept(Alerts.high("c1")).id();
    for (int i = 0; i < 50; i++) {
      accept(Alerts.high("c1"));
    }
    assertThat(book.timeline(id)).hasSize(20);
    clock.advance(Duration.ofMinutes(2));
    assertThat(accept(Alerts.high("c1")).alerts()).isEqualTo(52);
    assertThat(book.timeline(id)).hasSize(21);
  }

  @Test
  void repeatsAreWrittenInTimeAlsoWhenNoFurtherAlertComes() {
    String id = accept(Alerts.high("c1")).id();
    for (int i = 0; i < 50; i++) {
      accept(Alerts.high("c1"));
    }
    book.flush();
    assertThat(book.incident(id).alerts()).isEqualTo(20);
    clock.advance(Duration.ofMinutes(2));
    book.flush();
    book.flush();
    assertThat(book.incident(id).alerts()).isEqualTo(51);
  }

  @Test
  void aTimelineGrowsWithTheLogarithmOfTimeHoweverManyAlertsCome() {
    String id = accept(Alerts.high("c1")).id();
    for (int second = 0; second < 86_400; second += 10) {
      clock.advance(Duration.ofSeconds(10));
      accept(Alerts.high("c1"));
    }
    assertThat(book.timeline(id).size()).isBetween(100, 500);
    assertThat(book.incident(id).alerts()).isGreaterThan(8400);
  }

  @Test
  void aWorseAlertIsWrittenAtOnceAndRaisesTheSeverity() {
    accept(severe("c1", Severity.MEDIUM));
    Incident worse = accept(severe("c1", Severity.CRITICAL));
    assertThat(worse.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(worse.sequence()).isEqualTo(2);
    clock.advance(Duration.ofMinutes(5));
    assertThat(accept(severe("c1", Severity.LOW)).severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void afterTheGroupingWindowAnAlertOpensAnotherIncident() {
    Incident first = accept(Alerts.high("c1"));
    clock.advance(Duration.ofHours(25));
    Incident second = accept(Alerts.high("c1"));
    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(second.ordinal()).isEqualTo(2);
  }

  @Test
  void aNewAlertReopensAResolvedIncidentAndBeginsAnEpisode() {
    Incident first = accept(Alerts.high("c1"));
    book.change(first.id(), IncidentState.RESOLVED, ANNA, "key revoked");
    clock.advance(Duration.ofHours(1));
    Incident again = accept(Alerts.high("c1"));
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.state()).isEqualTo(IncidentState.OPEN);
    assertThat(again.episode()).isEqualTo(2);
  }

  @Test
  void anAlertToldAgainAfterTheIncidentWasResolvedDoesNotReopenIt() {
    Alert alert = Alerts.high("c1");
    Incident first = accept(alert);
    book.change(first.id(), IncidentState.RESOLVED, ANNA, "key revoked");
    clock.advance(Duration.ofHours(1));
    assertThat(accept(alert).state()).isEqualTo(IncidentState.RESOLVED);
  }

  @Test
  void aFalseAlarmIsReopenedOnlyByAWorseAlert() {
    Incident first = accept(severe("c1", Severity.MEDIUM));
    book.change(first.id(), IncidentState.FALSE_ALARM, ANNA, "a load test");
    clock.advance(Duration.ofHours(1));
    assertThat(accept(severe("c1", Severity.MEDIUM)).state()).isEqualTo(IncidentState.FALSE_ALARM);
    assertThat(accept(severe("c1", Severity.HIGH)).state()).isEqualTo(IncidentState.OPEN);
  }

  @Test
  void aContainedIncidentOpensAgainWhenAlertsGoOnAfterTheGrace() {
    Incident first = accept(Alerts.high("c1"));
    book.change(first.id(), IncidentState.CONTAINED, ANNA, "blocked");
    clock.advance(Duration.ofMinutes(2));
    assertThat(accept(Alerts.high("c1")).state()).isEqualTo(IncidentState.CONTAINED);
    book.note(first.id(), ANNA, "watching");
    clock.advance(Duration.ofMinutes(6));
    assertThat(accept(Alerts.high("c1")).state()).isEqualTo(IncidentState.OPEN);
  }

  @Test
  void aClosedIncidentGoesNowhereButOpen() {
    String id = accept(Alerts.high("c1")).id();
    book.change(id, IncidentState.RESOLVED, ANNA, "done");
    assertThatThrownBy(() -> book.change(id, IncidentState.CONTAINED, ANNA, "?"))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("is resolved and cannot become contained");
    assertThat(book.change(id, IncidentState.OPEN, ANNA, "not over").episode()).isEqualTo(2);
  }

  @Test
  void aSuppressedAlertOpensNothingUntilTheRuleExpires() {
    Instant now = clock.instant();
    book.suppressions()
        .add(
            new Suppression(
                "load-test",
                "GB-GRD-*",
                SubjectFilter.any(),
                Severity.HIGH,
                ANNA,
                "load test",
                now,
                now.plus(Duration.ofHours(2))));
    assertThat(book.accept(Alerts.high("c1"))).isEmpty();
    assertThat(book.suppressed()).isEqualTo(1);
    assertThat(book.accept(severe("c1", Severity.CRITICAL))).isPresent();
    clock.advance(Duration.ofHours(2));
    assertThat(book.accept(Alerts.high("c2"))).isPresent();
  }

  @Test
  void anotherNodeSeesASuppressionWithinSeconds() {
    IncidentBook other = new IncidentBook(store, IncidentPolicy.defaults(), clock);
    assertThat(other.accept(Alerts.high("c1"))).isPresent();
    Instant now = clock.instant();
    Alert.Subject c2 = Alerts.high("c2").subject();
    SubjectFilter.Part any = new SubjectFilter.Part.Any();
    SubjectFilter onlyC2 =
        new SubjectFilter(any, new SubjectFilter.Part.OneOf(Set.of(c2.client())), any, any);
    book.suppressions()
        .add(
            new Suppression(
                "c2",
                "GB-GRD-001",
                onlyC2,
                Severity.HIGH,
                ANNA,
                "known",
                now,
                now.plusSeconds(99)));
    clock.advance(Duration.ofSeconds(5));
    assertThat(other.accept(Alerts.high("c2"))).isEmpty();
    assertThat(other.accept(Alerts.high("c3"))).isPresent();
  }

  @Test
  void criticalAlertsCannotBeSuppressed() {
    Instant now = clock.instant();
    assertThatThrownBy(() ->
            new Suppression(
                "x",
                "GB-*",
                SubjectFilter.any(),
                Severity.CRITICAL,
                ANNA,
                "no",
                now,
                now.plusSeconds(1)))
        .hasMessageContaining("critical alerts cannot be suppressed");
  }

  @Test
  void aFloodOfClientsEndsInOneCollectiveIncident() {
    for (int i = 0; i < 700; i++) {
      accept(Alerts.high("bot" + i));
    }
    List<Incident> all = book.list(IncidentFilter.all(), 10_000);
    assertThat(all).hasSize(501);
    Incident collective =
        all.stream().filter(i -> i.key().endsWith("|*")).findFirst().orElseThrow();
    assertThat(collective.alerts()).isEqualTo(200);
    assertThat(collective.subjects()).hasSize(Incident.MAX_SUBJECTS);
  }

  @Test
  void manyThreadsAndNodesOpenOneIncidentAndLoseNoAlert() throws InterruptedException {
    List<IncidentBook> nodes =
        List.of(book, new IncidentBook(store, IncidentPolicy.defaults(), clock));
    int threads = 16;
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int t = 0; t < threads; t++) {
        IncidentBook node = nodes.get(t % 2);
        Severity severity = t % 4 == 0 ? Severity.CRITICAL : Severity.LOW;
        pool.submit(() -> {
          go.await();
          for (int i = 0; i < 25; i++) {
            node.accept(severe("c1", severity));
          }
          return true;
        });
      }
      go.countDown();
    }
    clock.advance(Duration.ofHours(1));
    nodes.forEach(n -> n.accept(severe("c1", Severity.LOW)));
    List<Incident> all = book.list(IncidentFilter.all(), 100);
    assertThat(all).hasSize(1);
    assertThat(all.getFirst().alerts()).isEqualTo(16 * 25 + 2);
    assertThat(Incident.of(book.timeline(all.getFirst().id()))).isEqualTo(all.getFirst());
  }

  @Test
  void whatComesFromOutsideIsCleanedAndBounded() {
    Alert raw =
        new Alert(
            "id\r\nX",
            clock.instant(),
            "GB-GRD-001",
            Severity.HIGH,
            "line\nbreak\u2028and \u202edirection",
            "x".repeat(100_000),
            Alert.Subject.of("t", "c\u0000\u001b[31m", "m"),
            Optional.empty(),
            Map.of("k\n", "v\r"));
    Incident incident = accept(raw);
    String json = IncidentJson.write(incident, book.timeline(incident.id()));
    assertThat(json).doesNotContain("\\n", "\\r", "\\u0000", "\\u001b", "\u2028", "\u202e");
    assertThat(json.length()).isLessThan(5000);
  }

  @Test
  void anIncidentThatDoesNotExistIsAClearMessage() {
    assertThatThrownBy(() -> book.note("INC-\n0", ANNA, "x"))
        .isInstanceOf(GambesonException.class)
        .hasMessage("There is no incident 'INC- 0'; list them to see their ids.");
  }

  @Test
  void eventsComeBackFromJsonAsTheyWere() {
    Incident incident = accept(Alerts.high("c1"));
    book.note(incident.id(), ANNA, "looked at it");
    book.change(incident.id(), IncidentState.ACKNOWLEDGED, ANNA, "mine");
    book.record(
        incident.id(), "e", ANNA, new Entry.Acted("run", "s", Entry.Phase.UNDO_FAILED, "why"));
    List<IncidentEvent> timeline = book.timeline(incident.id());
    assertThat(timeline.stream().map(IncidentJson::write).map(IncidentJson::event).toList())
        .isEqualTo(timeline);
    Incident now = book.incident(incident.id());
    assertThat(IncidentJson.incident(IncidentJson.write(now))).isEqualTo(now);
  }
}
