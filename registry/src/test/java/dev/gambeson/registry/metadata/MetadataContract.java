package dev.gambeson.registry.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.registry.catalog.Deed;
import dev.gambeson.registry.catalog.FileEntry;
import dev.gambeson.registry.catalog.Kind;
import dev.gambeson.registry.catalog.Parent;
import dev.gambeson.registry.catalog.Ref;
import dev.gambeson.registry.catalog.Stage;
import dev.gambeson.registry.store.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every database of metadata must do.
abstract class MetadataContract {
  private static final Instant AT = Instant.parse("2026-11-22T08:00:00.123456Z");
  private static final Digest CONTENT = new Digest(Sha256.of("content"));

  Database database;
  private Journal journal;
  private Records records;
  private int made;

  abstract Database fresh();

  @BeforeEach
  void openDatabase() {
    database = fresh();
    journal = new Journal(database);
    records = new Records(database);
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  private Intent intent(Change... changes) {
    String id = "%032x".formatted(++made);
    return new Intent(
        new Deed(id, AT, "mia", "add", "fraud", 1, "", "candidate", "why ' \" \u00e9", ""),
        List.of(changes),
        made);
  }

  private void apply(Change... changes) {
    Intent intent = intent(changes);
    journal.begin(intent);
    journal.finish(intent, made);
  }

  private static Change.VersionAdded added(String name, int number, Parent... parents) {
    return new Change.VersionAdded(
        name,
        Kind.MODEL,
        number,
        Sha256.of(name + number),
        List.of(new FileEntry("b/ö.bin", CONTENT, 7), new FileEntry("a.bin", CONTENT, 7)),
        List.of(parents),
        Map.of("code.commit", "4f2a'; DROP TABLE versions; --"),
        "note",
        "mia",
        AT);
  }

  @Test
  void anIntentSurvivesAndIsFinishedOnce() {
    Intent intent = intent(added("fraud", 1));
    journal.begin(intent);

    assertThat(journal.pending()).contains(intent);
    assertThat(records.versions()).isEmpty();
    journal.finish(intent, 41);
    assertThat(journal.pending()).isEmpty();
    assertThat(records.versions()).hasSize(1);
    assertThatThrownBy(() -> journal.finish(intent, 41))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("Another process has finished this action");
    assertThat(records.versions()).hasSize(1);
  }

  @Test
  void oneIntentAtATime() {
    journal.begin(intent(added("fraud", 1)));

    assertThatThrownBy(() -> journal.begin(intent(added("fraud", 2))))
        .isInstanceOf(GambesonException.class);
  }

  @Test
  void aDroppedIntentLeavesNothing() {
    Intent intent = intent(added("fraud", 1));
    journal.begin(intent);
    journal.drop(intent);

    assertThat(journal.pending()).isEmpty();
    assertThat(journal.history(Optional.empty())).isEmpty();
    assertThat(records.assets()).isEmpty();
  }

  @Test
  void aVersionComesBackAsItWasAdded() {
    apply(added("claims", 1));
    apply(added("fraud", 1, new Parent("claims", 1, "trained-on")));

    var v = records.version("fraud", 1).orElseThrow();
    assertThat(v.stage()).isEqualTo(Stage.CANDIDATE);
    assertThat(v.addedAt()).isEqualTo(AT);
    assertThat(v.bytes()).isEqualTo(14);
    assertThat(records.manifest(Ref.of("fraud", 1)).files())
        .extracting(FileEntry::path)
        .containsExactly("a.bin", "b/ö.bin");
    assertThat(records.facts("fraud", 1))
        .containsEntry("code.commit", "4f2a'; DROP TABLE versions; --");
    assertThat(records.parents("fraud", 1)).containsExactly(new Parent("claims", 1, "trained-on"));
    assertThat(records.children("claims", 1)).containsExactly(new Parent("fraud", 1, "trained-on"));
    assertThat(records.needed()).containsExactly(CONTENT);
  }

  @Test
  void theHistoryKeepsItsOrderAndItsWords() {
    apply(added("fraud", 1));
    apply(new Change.StageSet("fraud", 1, Stage.CANDIDATE, Stage.VERIFIED));

    var lines = journal.history(Optional.of("fraud"));
    assertThat(lines).extracting(l -> l.sequence()).containsExactly(1L, 2L);
    assertThat(lines.getFirst().deed())
        .isEqualTo(
            new Deed(
                "%032x".formatted(1),
                AT,
                "mia",
                "add",
                "fraud",
                1,
                "",
                "candidate",
                "why ' \" \u00e9",
                ""));
    assertThat(journal.history(Optional.of("other"))).isEmpty();
  }

  @Test
  void aStageMovesOnlyFromWhereItWas() {
    apply(added("fraud", 1));

    assertThatThrownBy(() -> apply(new Change.StageSet("fraud", 1, Stage.VERIFIED, Stage.LIVE)))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("Somebody else changed fraud@1");
    assertThat(records.version("fraud", 1).orElseThrow().stage()).isEqualTo(Stage.CANDIDATE);
  }

  @Test
  void aPointerMovesByCompareAndSet() {
    apply(added("fraud", 1));
    apply(added("fraud", 2));
    assertThat(records.pointer("fraud", "live").generation()).isZero();
    apply(new Change.PointerMoved("fraud", "live", 1, 0));
    apply(new Change.PointerMoved("fraud", "live", 2, 1));

    assertThat(records.pointer("fraud", "live")).isEqualTo(new Records.Pointer("live", 2, 2));
    for (long stale : new long[] {0, 1, 3}) {
      assertThatThrownBy(
              () -> journal.rehearse(List.of(new Change.PointerMoved("fraud", "live", 1, stale))))
          .isInstanceOf(GambesonException.class);
    }
    assertThat(records.pointer("fraud", "live").number()).isEqualTo(2);
  }

  @Test
  void aRehearsalKeepsNothing() {
    journal.rehearse(List.of(added("fraud", 1)));

    assertThat(records.assets()).isEmpty();
  }

  @Test
  void changesThatFailHalfwayLeaveNothing() {
    Intent intent =
        intent(added("fraud", 1), new Change.StageSet("fraud", 9, Stage.LIVE, Stage.RETIRED));
    journal.begin(intent);

    assertThatThrownBy(() -> journal.finish(intent, 1)).isInstanceOf(GambesonException.class);

    assertThat(records.assets()).isEmpty();
    assertThat(journal.pending()).contains(intent);
  }

  @Test
  void theNewestKeysReplaceTheOlderOnesAndPoliciesStay() {
    Settings settings = new Settings(database);
    apply(new Change.KeyringPut(1, "file:/a", "AAAA"), new Change.PolicyPut(1, "one"));
    apply(new Change.KeyringPut(2, "file:/b", "BBBB"), new Change.PolicyPut(2, "two"));

    assertThat(settings.keyring()).contains(new Settings.Keyring(2, "file:/b", "BBBB"));
    assertThat(settings.policy()).contains(new Settings.PolicyText(2, "two"));
  }

  @Test
  void aRegistryIsFoundedOnce() {
    Settings settings = new Settings(database);
    settings.found(new Settings.Identity("abc", "acme"), AT);

    assertThat(settings.identity()).contains(new Settings.Identity("abc", "acme"));
    assertThatThrownBy(() -> settings.found(new Settings.Identity("def", "acme"), AT))
        .hasMessageContaining("holds a registry already");
  }

  @Test
  void writersTakeTurns() throws Exception {
    List<Integer> seen = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      List<Callable<Boolean>> writers =
          IntStream.range(0, 8)
              .<Callable<Boolean>>mapToObj(i ->
                  () ->
                      database.exclusively(
                          Duration.ofSeconds(60),
                          () -> {
                            int number = records.versions("fraud").size() + 1;
                            apply(added("fraud", number));
                            return seen.add(number);
                          }))
              .toList();
      for (Future<Boolean> f : pool.invokeAll(writers)) {
        f.get();
      }
    }
    assertThat(seen).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
  }

  @Test
  void aWriterWhoWaitsTooLongIsToldSo() throws Exception {
    CountDownLatch holding = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
      Future<Boolean> holder =
          pool.submit(() ->
              database.exclusively(
                  Duration.ofSeconds(1),
                  () -> {
                    holding.countDown();
                    try {
                      return done.await(60, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                  }));
      holding.await();
      assertThatThrownBy(() -> database.exclusively(Duration.ofMillis(50), () -> true))
          .isInstanceOf(GambesonException.class)
          .hasMessageContaining("Somebody else has been writing");
      done.countDown();
      assertThat(holder.get()).isTrue();
    }
  }
}
