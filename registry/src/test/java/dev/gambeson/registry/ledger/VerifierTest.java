package dev.gambeson.registry.ledger;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tampering anywhere is detected, and an untouched ledger passes.
class VerifierTest {
  private static final int ENTRIES = 515;

  @TempDir private Path folder;
  private Path dir;
  private LedgerKey key;
  private Checkpoint early;

  @BeforeEach
  void makeLedger() {
    dir = folder.resolve("ledger");
    key = TestLedgers.key(folder);
    try (Ledger ledger = TestLedgers.open(dir, key)) {
      TestLedgers.fill(ledger, 0, ENTRIES - 2);
      early = ledger.checkpoint();
      TestLedgers.fill(ledger, ENTRIES - 2, ENTRIES);
    }
  }

  private Map<String, Outcome> verify(Optional<Checkpoint> against, List<VerifierKey> witnesses) {
    Map<String, Outcome> outcomes = new TreeMap<>();
    try (Workers workers = new Workers(2)) {
      CheckContext context =
          new CheckContext(Policy.defaults(), new Seed(1), workers, Progress.silent());
      for (CheckResult r :
          LedgerVerifier.verify(
              new LedgerVerifier.Request(dir, Optional.of(key.verifier()), against, witnesses),
              context)) {
        r.outcome().ifPresent(o -> outcomes.put(r.check(), o));
      }
    }
    return outcomes;
  }

  private boolean passes() {
    return verify(Optional.empty(), List.of()).values().stream()
        .allMatch(o -> o instanceof Outcome.Pass);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(dir)) {
      return all.filter(Files::isRegularFile)
          .filter(f -> !f.getFileName().toString().equals("lock"))
          .sorted()
          .toList();
    }
  }

  @Test
  void anUntouchedLedgerPasses() {
    assertThat(verify(Optional.of(early), List.of()).values())
        .hasSize(4)
        .allMatch(o -> o instanceof Outcome.Pass);
  }

  @Test
  void aChangedByteInAnyFileIsDetected() throws Exception {
    for (Path file : files()) {
      byte[] good = Files.readAllBytes(file);
      int step = Math.max(1, good.length / 40);
      for (int at = 0; at < good.length; at += step) {
        byte[] bad = good.clone();
        bad[at] ^= 4;
        Files.write(file, bad);
        assertThat(passes()).as("%s, byte %d", dir.relativize(file), at).isFalse();
      }
      Files.write(file, good);
    }
    assertThat(passes()).isTrue();
  }

  @Test
  void aShortenedLengthenedOrDroppedFileIsDetected() throws Exception {
    for (Path file : files()) {
      if (file.getParent().getFileName().toString().endsWith(".p")
          && !file.getFileName().toString().equals(Integer.toString(ENTRIES % 256))
          && !file.getFileName().toString().equals("2")) {
        continue; // a partial tile of an earlier checkpoint may be absent
      }
      byte[] good = Files.readAllBytes(file);
      Files.write(file, java.util.Arrays.copyOf(good, good.length - 1));
      assertThat(passes()).as("shortened %s", dir.relativize(file)).isFalse();
      Files.write(file, java.util.Arrays.copyOf(good, good.length + 1));
      assertThat(passes()).as("lengthened %s", dir.relativize(file)).isFalse();
      Files.delete(file);
      assertThat(passes()).as("dropped %s", dir.relativize(file)).isFalse();
      Files.write(file, good);
    }
  }

  @Test
  void anOlderCheckpointPutBackIsTruncationAgainstAKeptOne() throws Exception {
    Checkpoint late = LedgerReader.open(dir).checkpoint();
    Files.writeString(dir.resolve("checkpoint"), early.text());
    assertThat(verify(Optional.of(late), List.of()).get("GB-LED-003"))
        .isInstanceOf(Outcome.Fail.class);
  }

  @Test
  void aHistoryRewrittenWithTheRightKeyFailsAgainstAKeptCheckpoint() throws Exception {
    Checkpoint kept = LedgerReader.open(dir).checkpoint();
    dir = folder.resolve("other");
    try (Ledger ledger = TestLedgers.open(dir, key)) {
      TestLedgers.fill(ledger, 1, ENTRIES + 10);
    }
    assertThat(passes()).isTrue();
    assertThat(verify(Optional.of(kept), List.of()).get("GB-LED-003"))
        .isInstanceOf(Outcome.Fail.class);
  }

  @Test
  void withoutAKeyTheSignatureIsInconclusive() {
    try (Workers workers = new Workers(1)) {
      List<CheckResult> results =
          LedgerVerifier.verify(
              new LedgerVerifier.Request(dir, Optional.empty(), Optional.empty(), List.of()),
              new CheckContext(Policy.defaults(), new Seed(1), workers, Progress.silent()));
      assertThat(results.get(1).outcome()).get().isInstanceOf(Outcome.Inconclusive.class);
    }
  }

  @Test
  void aWitnessSignsWhatContinuesItsMemoryAndNothingElse() throws Exception {
    WitnessKey witnessKey =
        WitnessKey.create(folder.resolve("w"), "w.example/1", TestLedgers.random(2));
    Witness witness = new Witness(witnessKey, TestLedgers.CLOCK);
    Checkpoint first = witness.cosign(LedgerReader.open(dir), key.verifier(), Optional.empty());
    assertThat(verify(Optional.of(first), List.of(witnessKey.verifier())).values())
        .hasSize(5)
        .allMatch(o -> o instanceof Outcome.Pass);
    assertThat(verify(Optional.empty(), List.of(witnessKey.verifier())).get("GB-LED-004"))
        .isInstanceOf(Outcome.Fail.class);
    Files.writeString(dir.resolve("checkpoint"), early.text());
    assertThatThrownBy(
            () -> witness.cosign(LedgerReader.open(dir), key.verifier(), Optional.of(first)))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("truncated");
  }

  @Test
  void aLedgerWhoseTilesWereChangedIsNotOpenedForWriting() throws Exception {
    Path tile = dir.resolve("tile/0/002.p/3");
    byte[] bytes = Files.readAllBytes(tile);
    bytes[5] ^= 1;
    Files.write(tile, bytes);
    assertThatThrownBy(() -> TestLedgers.open(dir, key)).hasMessageContaining("not opened");
  }

  @Test
  void aLedgerWithoutItsCheckpointIsNotTakenForANewOne() throws Exception {
    Files.delete(dir.resolve("checkpoint"));
    assertThatThrownBy(() -> TestLedgers.open(dir, key)).hasMessageContaining("no new ledger");
  }

  @Test
  void theKeyOfAnotherLedgerIsRefused() {
    LedgerKey other = LedgerKey.create(folder.resolve("k2"), "other", TestLedgers.random(3));
    assertThatThrownBy(() -> TestLedgers.open(dir, other)).hasMessageContaining("'other'");
  }

  @Test
  void aProofHoldsForAThirdPartyAndNotAfterAChange() {
    EntryProof proof = EntryProof.of(LedgerReader.open(dir), 300);
    byte[] text = proof.text().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(EntryProof.parse(text, "proof").verifies(key.verifier())).isTrue();
    for (int i = 0; i < text.length; i += 3) {
      byte[] bad = text.clone();
      bad[i] ^= 1;
      boolean holds;
      try {
        holds = EntryProof.parse(bad, "proof").verifies(key.verifier());
      } catch (GambesonException e) {
        holds = false;
      }
      assertThat(holds).as("byte %d", i).isFalse();
    }
  }
}
