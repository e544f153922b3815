package dev.gambeson.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.registry.ledger.Detail;
import dev.gambeson.registry.ledger.Entry;
import dev.gambeson.registry.ledger.Ledger;
import dev.gambeson.registry.ledger.LedgerKey;
import dev.gambeson.registry.ledger.LedgerReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123Z");
  private static final YearMonth MONTH = YearMonth.of(2026, 11);
  private static final LocalDate DAY = LocalDate.of(2026, 11, 22);
  private static final Client ANNA =
      new Client("anna", "bank", "partner", Set.of("scorer"), Map.of(), "192.0.2.7");

  @TempDir private Path folder;

  @Test
  void aRequestsIdTellsWhenItCame() {
    String id = RequestIds.create(NOW, new SplittableRandom(1));

    assertThat(RequestIds.isId(id)).isTrue();
    assertThat(RequestIds.time(id)).isEqualTo(NOW);
    assertThat(id.charAt(12)).isEqualTo('7');
    assertThat(RequestIds.isId(id.toUpperCase(java.util.Locale.ROOT))).isFalse();
  }

  @Test
  void theSameInputHasTheSameHashOnlyWithinATenantAndMonth() {
    InputKeys keys = keys();
    Rows rows = Rows.of(new double[] {1, Double.NaN});

    String hash = keys.ofRows("bank", MONTH, "fraud", rows);

    assertThat(keys().ofRows("bank", MONTH, "fraud", rows)).isEqualTo(hash);
    assertThat(keys.ofRows("other", MONTH, "fraud", rows)).isNotEqualTo(hash);
    assertThat(keys.ofRows("bank", MONTH.plusMonths(1), "fraud", rows)).isNotEqualTo(hash);
    assertThat(keys.ofRows("bank", MONTH, "credit", rows)).isNotEqualTo(hash);
    assertThat(
            keys.ofRows(
                "bank", MONTH, "fraud", Rows.of(new double[] {1}, new double[] {Double.NaN})))
        .isNotEqualTo(hash);
  }

  @Test
  void minusZeroAndEveryKindOfMissingAreOneInput() {
    InputKeys keys = keys();
    double otherNaN = Double.longBitsToDouble(0x7ff8_0000_0000_0001L);

    assertThat(keys.ofRows("bank", MONTH, "fraud", Rows.of(new double[] {-0.0, otherNaN})))
        .isEqualTo(keys.ofRows("bank", MONTH, "fraud", Rows.of(new double[] {0.0, Double.NaN})));
  }

  @Test
  void aForgottenMonthNeverHashesTheSameAgain() throws IOException {
    InputKeys keys = keys();
    Rows rows = Rows.of(new double[] {1});
    String before = keys.ofRows("bank", MONTH, "fraud", rows);
    String later = keys.ofRows("bank", MONTH.plusMonths(1), "fraud", rows);

    assertThat(keys.forget(MONTH)).isEqualTo(1);

    assertThat(keys.ofRows("bank", MONTH, "fraud", rows)).isNotEqualTo(before);
    assertThat(keys.ofRows("bank", MONTH.plusMonths(1), "fraud", rows)).isEqualTo(later);
  }

  @Test
  void aSealedInputOpensForItsOwnRequestOnly() throws IOException {
    try (PayloadStore store = payloads()) {
      String digest = store.put(DAY, "r1", "secret".getBytes(StandardCharsets.UTF_8)).join();

      assertThat(store.read(DAY, "r1", digest)).hasValue("secret".getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(() -> store.read(DAY, "r2", digest)).hasMessageContaining("r2");
      assertThat(Files.readString(file(), StandardCharsets.ISO_8859_1)).doesNotContain("secret");
    }
  }

  @Test
  void afterAFailedWriteItTriesByItselfAndWhatWasTornIsCut() throws Exception {
    Path place = file().getParent();
    Path away = folder.resolve("away");
    try (PayloadStore store = payloads()) {
      String first = store.put(DAY, "r1", new byte[] {1}).join();
      Files.write(file(), new byte[] {0, 0, 0, 99, 1, 2}, StandardOpenOption.APPEND); // torn
      Files.move(place, away);
      assertThatThrownBy(() -> store.put(DAY, "r2", new byte[] {2}).join())
          .hasCauseInstanceOf(IOException.class);
      assertThat(store.writes()).isFalse();
      Files.move(away, place);
      for (int i = 0; i < 600 && !store.writes(); i++) {
        Thread.sleep(50);
      }
      assertThat(store.writes()).isTrue();

      String third = store.put(DAY, "r3", new byte[] {3}).join();

      assertThat(store.read(DAY, "r1", first)).hasValue(new byte[] {1});
      assertThat(store.read(DAY, "r3", third)).hasValue(new byte[] {3});
    }
  }

  @Test
  void aChangedSealedInputIsNotGivenOut() throws IOException {
    String digest;
    try (PayloadStore store = payloads()) {
      digest = store.put(DAY, "r1", new byte[] {1, 2, 3}).join();
    }
    byte[] bytes = Files.readAllBytes(file());
    bytes[bytes.length - 1] ^= 1;
    Files.write(file(), bytes);

    try (PayloadStore store = payloads()) {
      assertThatThrownBy(() -> store.read(DAY, "r1", digest))
          .hasMessageContaining("changed or cut");
    }
  }

  @Test
  void halfARecordThatACrashLeftIsCutOff() throws IOException {
    try (PayloadStore store = payloads()) {
      store.put(DAY, "r1", new byte[10]).join();
    }
    Files.write(file(), new byte[] {0, 0, 1, 0, 9, 9}, StandardOpenOption.APPEND);

    try (PayloadStore store = payloads()) {
      String digest = store.put(DAY, "r2", new byte[] {4}).join();
      assertThat(store.read(DAY, "r2", digest)).hasValue(new byte[] {4});
    }
  }

  @Test
  void aForgottenDayIsErased() throws IOException {
    try (PayloadStore store = payloads()) {
      String digest = store.put(DAY, "r1", new byte[] {1}).join();
      assertThat(store.forget(DAY)).isEqualTo(1);
      assertThat(store.read(DAY, "r1", digest)).isEmpty();
    }
  }

  @Test
  void aDecisionIsFoundByItsRequestAndSaysWhatWasReturned() {
    String id = RequestIds.create(Instant.now(), new SplittableRandom(2));
    try (Ledger ledger = ledger()) {
      LedgerDecisionLog log = log(ledger, AuditPolicy.defaults());
      for (int i = 0; i < 700; i++) {
        assertThat(
                log.append(decision(RequestIds.create(Instant.now(), new SplittableRandom(9 + i))))
                    .toCompletionStage())
            .isNotNull();
      }
      log.append(decision(id)).toCompletionStage().toCompletableFuture().join();
      ledger.checkpoint();
    }

    DecisionFinder finder = new DecisionFinder(LedgerReader.open(folder.resolve("ledger")));
    DecisionFinder.Found found = finder.request(id).orElseThrow();

    assertThat(found.entry().outcome()).isEqualTo(Entry.Outcome.SUCCEEDED);
    assertThat(found.entry().details())
        .containsEntry("label", Detail.number(1))
        .containsEntry("score-ppm", Detail.number(750_000))
        .containsEntry("reason", Detail.token("ok"));
    assertThat(finder.newest(3)).hasSize(3).first().extracting(f -> f.index()).isEqualTo(700L);
    assertThat(finder.request("0".repeat(32))).isEmpty();
  }

  @Test
  void noNameAddressOrValueReachesTheLedgersFiles() throws IOException {
    try (Ledger ledger = ledger()) {
      log(ledger, AuditPolicy.defaults())
          .append(decision(RequestIds.create(Instant.now(), new SplittableRandom(3))))
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    }
    try (var files = Files.walk(folder.resolve("ledger"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .doesNotContain("anna", "192.0.2.7", "4711");
      }
    }
  }

  @Test
  void whatAStrangerCallsAModelIsNotWrittenAndAnOddNameKeepsNothingOutOfTheLog() {
    try (Ledger ledger = ledger()) {
      LedgerDecisionLog log = log(ledger, AuditPolicy.defaults());
      for (Optional<Client> client : List.of(Optional.of(ANNA), Optional.<Client>empty())) {
        for (String name : List.of("fraud", "$x", "a@b.c", "", "x".repeat(500), "a\nb", "ü")) {
          DecisionRecord refused =
              new DecisionRecord(
                  NOW,
                  RequestIds.create(NOW, new SplittableRandom(name.length())),
                  client,
                  "192.0.2.7",
                  "infer",
                  name,
                  name,
                  "",
                  "cd".repeat(32),
                  DecisionRecord.Ending.REFUSED,
                  "unknown-model",
                  List.of(),
                  Optional.empty(),
                  Optional.empty(),
                  0,
                  900);
          log.append(refused).toCompletionStage().toCompletableFuture().join();
        }
      }
      ledger.checkpoint();
    }
    LedgerReader reader = LedgerReader.open(folder.resolve("ledger"));
    assertThat(new DecisionFinder(reader).newest(20))
        .hasSize(14)
        .extracting(f -> f.entry().object())
        .containsOnlyOnce("model:fraud")
        .containsOnly("model:fraud", "gateway:data");
  }

  @Test
  void aRequiredEntryThatCannotBeWrittenFails() {
    Ledger ledger = ledger();
    LedgerDecisionLog log = log(ledger, AuditPolicy.defaults());
    ledger.close();

    assertThatThrownBy(() ->
            log.append(decision("0".repeat(32))).toCompletionStage().toCompletableFuture().join())
        .isInstanceOf(CompletionException.class);
    assertThat(log.waiting()).isZero();
  }

  @Test
  void anAsynchronousEntryThatCannotBeWrittenIsCounted() {
    Ledger ledger = ledger();
    LedgerDecisionLog log =
        log(ledger, new AuditPolicy(AuditPolicy.Mode.ASYNC, AuditPolicy.Inputs.HASH, 13));
    ledger.close();

    log.append(decision("0".repeat(32))).toCompletionStage().toCompletableFuture().join();

    assertThat(log.dropped()).isEqualTo(1);
  }

  @Test
  void whatIsKeptEncryptedIsTiedToTheEntryByItsDigest() throws IOException {
    String id = RequestIds.create(Instant.now(), new SplittableRandom(4));
    try (Ledger ledger = ledger();
        PayloadStore store = payloads()) {
      LedgerDecisionLog log =
          new LedgerDecisionLog(
              ledger,
              keys(),
              Optional.of(store),
              () -> new AuditPolicy(AuditPolicy.Mode.REQUIRED, AuditPolicy.Inputs.ENCRYPT, 13));
      log.append(decision(id)).toCompletionStage().toCompletableFuture().join();
      ledger.checkpoint();

      DecisionFinder.Found found =
          new DecisionFinder(LedgerReader.open(folder.resolve("ledger"))).request(id).orElseThrow();
      String digest = ((Detail.Digest) found.entry().details().get("payload")).value();
      assertThat(new String(store.read(DAY, id, digest).orElseThrow(), StandardCharsets.UTF_8))
          .contains("4711");
    }
  }

  private InputKeys keys() {
    return new InputKeys(folder.resolve("keys"), new SecureRandom());
  }

  private PayloadStore payloads() {
    return new PayloadStore(
        folder.resolve("payload"), folder.resolve("payload-keys"), new SecureRandom());
  }

  private Path file() {
    return folder.resolve("payload").resolve(DAY + ".sealed");
  }

  private Ledger ledger() {
    LedgerKey key =
        LedgerKey.create(folder.resolve("ledger-keys"), "test/gateway", new SecureRandom());
    return Ledger.open(folder.resolve("ledger"), key, Clock.systemUTC());
  }

  private LedgerDecisionLog log(Ledger ledger, AuditPolicy policy) {
    return new LedgerDecisionLog(ledger, keys(), Optional.empty(), () -> policy);
  }

  private static DecisionRecord decision(String id) {
    return new DecisionRecord(
        NOW,
        id,
        Optional.of(ANNA),
        ANNA.address(),
        "infer",
        "fraud",
        "1",
        "ab".repeat(32),
        "cd".repeat(32),
        DecisionRecord.Ending.ANSWERED,
        "ok",
        List.of("preview.range"),
        Optional.of(Rows.of(new double[] {4711})),
        Optional.of(new Answer(List.of("no", "yes"), 1, new int[] {1}, new float[] {.25f, .75f})),
        20,
        900);
  }
}
