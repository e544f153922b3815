package dev.gambeson.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.guard.Client;
import dev.gambeson.server.admin.port.TrafficView;
import dev.gambeson.server.admin.port.TrafficView.Ending;
import dev.gambeson.server.audit.DecisionRecord;
import dev.gambeson.server.state.Database;
import dev.gambeson.server.state.SqlClientStates;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrafficTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir private Path folder;
  private final List<Database> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(Database::close);
  }

  @Test
  void theLatestDecisionsComeFirstAndAreBounded() {
    TrafficHub hub = hub();
    for (int i = 0; i < 2_500; i++) {
      hub.append(decision(NOON.plusMillis(i), DecisionRecord.Ending.ANSWERED, List.of()));
    }

    assertThat(hub.recent(5_000)).hasSize(2_000);
    assertThat(hub.recent(1).getFirst().time()).isEqualTo(NOON.plusMillis(2_499));
  }

  @Test
  void countsAddUpOverPiecesOfTheWindow() {
    TrafficHub hub = hub();
    for (int minute = 0; minute < 60; minute++) {
      Instant time = NOON.plusSeconds(60L * minute);
      hub.append(decision(time, DecisionRecord.Ending.ANSWERED, List.of()));
      hub.append(decision(time, DecisionRecord.Ending.ANSWERED, List.of("coarsened")));
      hub.append(decision(time, DecisionRecord.Ending.REFUSED, List.of()));
    }

    var counts = hub.counts(NOON.plusSeconds(3_599), Duration.ofHours(1), 12);

    assertThat(counts).hasSize(12).allSatisfy(c -> assertThat(c.refused()).isEqualTo(5));
    assertThat(counts.stream().mapToLong(c -> c.restricted()).sum()).isEqualTo(60);
    assertThat(hub.bits(NOON)).isEqualTo(180 * 2.0);
  }

  @Test
  void aListenerHearsUntilItsSubscriptionEnds() {
    TrafficHub hub = hub();
    List<TrafficView.Event> heard = new ArrayList<>();
    TrafficView.Subscription subscription = hub.subscribe(heard::add);
    hub.append(decision(NOON, DecisionRecord.Ending.FAILED, List.of()));
    subscription.close();
    subscription.close();
    hub.append(decision(NOON, DecisionRecord.Ending.FAILED, List.of()));

    assertThat(heard)
        .hasSize(1)
        .first()
        .extracting(TrafficView.Event::ending)
        .isEqualTo(Ending.FAILED);
  }

  @Test
  void anHoursSampleStandsForAllItsDecisions() {
    TrafficMemory memory = memory();
    for (int i = 0; i < 10_000; i++) {
      memory.keep(
          decision(NOON.plusMillis(i), DecisionRecord.Ending.ANSWERED, List.of()), Ending.ANSWERED);
    }
    memory.keep(
        decision(NOON.plusSeconds(3_600), DecisionRecord.Ending.REFUSED, List.of()),
        Ending.REFUSED);

    List<TrafficMemory.Weighted> all = memory.since(NOON);

    assertThat(all).hasSize(TrafficMemory.PER_HOUR + 1);
    assertThat(all.stream().mapToDouble(TrafficMemory.Weighted::weight).sum()).isEqualTo(10_001);
    long late = all.stream().filter(w -> !w.fact().time().isBefore(NOON.plusMillis(5_000))).count();
    assertThat(late).as("late decisions have the same chance").isBetween(420L, 580L);
  }

  @Test
  void theSampleOutlivesTheProcessButNotTheWeek() {
    TrafficMemory first = memory();
    first.keep(decision(NOON, DecisionRecord.Ending.ANSWERED, List.of()), Ending.ANSWERED);
    first.close();
    TrafficMemory second = new TrafficMemory(folder, new SplittableRandom(8), Runnable::run);
    second.keep(
        decision(NOON.plusSeconds(5), DecisionRecord.Ending.REFUSED, List.of()), Ending.REFUSED);

    assertThat(second.since(NOON)).hasSize(2);

    second.keep(
        decision(NOON.plus(Duration.ofDays(9)), DecisionRecord.Ending.ANSWERED, List.of()),
        Ending.ANSWERED);
    second.keep(
        decision(NOON.plus(Duration.ofDays(10)), DecisionRecord.Ending.ANSWERED, List.of()),
        Ending.ANSWERED);
    assertThat(second.since(NOON)).as("the week before is gone").hasSize(2);
  }

  private TrafficHub hub() {
    Database database = Database.embedded(folder.resolve("state"));
    opened.add(database);
    return new TrafficHub(
        _ -> Future.succeededFuture(),
        memory(),
        new LearntCurves(new SqlClientStates(database), "node-1", () -> NOON));
  }

  private TrafficMemory memory() {
    return new TrafficMemory(folder, new SplittableRandom(7), Runnable::run);
  }

  private static DecisionRecord decision(
      Instant time, DecisionRecord.Ending ending, List<String> marks) {
    Client client = new Client("anna", "bank", "partner", Set.of("scorer"), Map.of(), "192.0.2.7");
    return new DecisionRecord(
        time,
        "r",
        Optional.of(client),
        "192.0.2.7",
        "infer",
        "fraud",
        "1",
        "",
        "",
        ending,
        "ok",
        marks,
        Optional.empty(),
        Optional.empty(),
        2,
        100);
  }
}
