package dev.gambeson.response.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.response.Alerts;
import dev.gambeson.response.Entry;
import dev.gambeson.response.Incident;
import dev.gambeson.response.IncidentBook;
import dev.gambeson.response.IncidentPolicy;
import dev.gambeson.response.TestClock;
import dev.gambeson.response.action.ActionFailedException;
import dev.gambeson.response.store.Document;
import dev.gambeson.response.store.MemoryIncidentStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final TestClock clock = new TestClock();
  private final MemoryIncidentStore store = new MemoryIncidentStore();
  private final IncidentBook book = new IncidentBook(store, IncidentPolicy.defaults(), clock);
  private final List<Notice> sent = new CopyOnWriteArrayList<>();
  private volatile Optional<DeliveryException> failure = Optional.empty();
  private final Incident incident = book.accept(Alerts.high("c1")).orElseThrow();
  private final Outbox outbox = outbox(false);

  private Outbox outbox(boolean drill) {
    Route soc =
        notice -> {
          if (failure.isPresent()) {
            throw failure.get();
          }
          sent.add(notice);
        };
    return new Outbox(store, book, () -> Map.of("soc", soc), clock, drill);
  }

  private List<String> notes() {
    return book.timeline(incident.id()).stream()
        .filter(e -> e.entry() instanceof Entry.Noted)
        .map(e -> ((Entry.Noted) e.entry()).text())
        .toList();
  }

  @Test
  void whatIsToldTwiceUnderOneKeyIsSentOnce() throws Exception {
    outbox.tell("soc", incident, "why", "key");
    outbox.tell("soc", incident, "why", "key");
    outbox.tick();
    outbox.tell("soc", incident, "why", "key");
    outbox.tick();
    assertThat(sent).hasSize(1);
    assertThat(outbox.waiting()).isZero();
    assertThat(notes()).containsExactly("Told by route 'soc'");
    clock.advance(Outbox.REMEMBERED.plusSeconds(1));
    outbox.tick();
    assertThat(store.count("outbox-sent")).isZero();
  }

  @Test
  void manyNodesSendEachNoticeOnce() throws Exception {
    for (int i = 0; i < 20; i++) {
      outbox.tell("soc", incident, "why", "key" + i);
    }
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int t = 0; t < 16; t++) {
        Outbox node = outbox(false);
        pool.submit(() -> {
          go.await();
          return node.tick();
        });
      }
      go.countDown();
    }
    assertThat(sent).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void aRouteThatIsDownIsTriedAgainLaterAndLater() throws Exception {
    failure = Optional.of(new DeliveryException("no answer in time", true));
    outbox.tell("soc", incident, "why", "key");
    outbox.tick();
    outbox.tick();
    failure = Optional.empty();
    assertThat(outbox.tick()).isZero();
    clock.advance(Duration.ofSeconds(5));
    assertThat(outbox.tick()).isEqualTo(1);
  }

  @Test
  void whatCannotBeDeliveredIsLaidAsideAndSaid() throws Exception {
    failure = Optional.of(new DeliveryException("no answer in time", true));
    outbox.tell("soc", incident, "why", "key");
    for (int i = 0; i < Outbox.ATTEMPTS; i++) {
      outbox.tick();
      clock.advance(Duration.ofHours(1));
    }
    assertThat(outbox.waiting()).isZero();
    assertThat(outbox.dead()).hasSize(1);
    assertThat(notes())
        .containsExactly("Could not be told by route 'soc' in 30 attempts: no answer in time");
    failure = Optional.of(new DeliveryException("answered with status 404", false));
    outbox.tell("soc", incident, "why", "other");
    outbox.tick();
    assertThat(outbox.dead()).hasSize(2);
  }

  @Test
  void whatANodeTookBeforeItWasKilledIsSentByAnother() throws Exception {
    outbox.tell("soc", incident, "why", "key");
    Document waiting = store.document("outbox", "key").orElseThrow();
    // As tick() claims it, before the route is asked.
    store.put(
        waiting.next(Optional.of(clock.instant().plus(Duration.ofMinutes(3))), waiting.body()));
    Outbox other = outbox(false);
    other.tick();
    assertThat(sent).isEmpty();
    clock.advance(Duration.ofMinutes(3));
    other.tick();
    assertThat(sent).hasSize(1);
  }

  @Test
  void anUnknownRouteAndAFullOutboxAreRefused() throws Exception {
    assertThatThrownBy(() -> outbox.tell("nowhere", incident, "why", "key"))
        .isInstanceOf(ActionFailedException.class)
        .hasMessage("there is no route 'nowhere'");
    for (int i = 0; i < Outbox.MAX; i++) {
      outbox.tell("soc", incident, "why", "key" + i);
    }
    assertThatThrownBy(() -> outbox.tell("soc", incident, "why", "one more"))
        .hasMessageContaining("the outbox is full");
  }

  @Test
  void aDrillMarksItsNoticesAndLeavesTheTimelineAlone() throws Exception {
    Outbox drill = outbox(true);
    drill.tell("soc", incident, "why", "key");
    drill.tick();
    assertThat(sent.getFirst().title()).startsWith("[DRILL] ");
    assertThat(notes()).isEmpty();
  }
}
