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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Crashes at any byte, on a disk that loses what was not forced.
class CrashTest {
  @TempDir private Path folder;
  private Path dir;
  private LedgerKey key;

  @BeforeEach
  void makeKey() {
    dir = folder.resolve("ledger");
    key = TestLedgers.key(folder);
  }

  private Ledger open(Disk disk) {
    return Ledger.open(dir, key, TestLedgers.CLOCK, TestLedgers.QUIET, disk);
  }

  /// Appends until the disk fails; returns the acknowledged indices.
  private List<Long> run(MemoryDisk disk, int from, int to, int checkpointEvery) {
    List<Long> acknowledged = new ArrayList<>();
    try (Ledger ledger = open(disk)) {
      for (int i = from; i < to; i++) {
        acknowledged.add(ledger.append(TestLedgers.entry(i)).index());
        if (i % checkpointEvery == checkpointEvery - 1) {
          ledger.checkpoint();
        }
      }
    } catch (GambesonException e) {
      assertThat(e).hasMessageContaining("crashed");
    }
    return acknowledged;
  }

  private void requireAll(MemoryDisk disk, long acknowledged, String what) {
    try (Ledger ledger = open(disk)) {
      assertThat(ledger.size()).as(what).isGreaterThanOrEqualTo(acknowledged);
      long next = ledger.append(TestLedgers.entry(ledger.size())).index();
      ledger.checkpoint();
      for (long i = Math.max(0, next - 10); i <= next; i++) { // the verifier reads the rest
        assertThat(ledger.entry(i).object()).as(what).isEqualTo("model:fraud@" + i);
      }
    }
    assertThat(failures(disk)).as(what).isEmpty();
  }

  private List<String> failures(Disk disk) {
    try (Workers workers = new Workers(1)) {
      return LedgerVerifier.verify(
              new LedgerVerifier.Request(
                  dir, Optional.of(key.verifier()), Optional.empty(), List.of()),
              new CheckContext(Policy.defaults(), new Seed(1), workers, Progress.silent()),
              disk)
          .stream()
          .filter(r -> r.outcome().filter(o -> !(o instanceof Outcome.Pass)).isPresent())
          .map(CheckResult::summary)
          .toList();
    }
  }

  @ParameterizedTest
  @EnumSource(MemoryDisk.Tail.class)
  void noAcknowledgedEntryIsLostWhereverTheProcessStops(MemoryDisk.Tail tail) {
    MemoryDisk whole = new MemoryDisk();
    assertThat(run(whole, 0, 6, 4)).hasSize(6);
    for (long stop = 0; stop <= whole.written(); stop++) {
      MemoryDisk disk = new MemoryDisk().stopAfter(stop);
      int acknowledged = run(disk, 0, 6, 4).size();
      requireAll(disk.afterCrash(tail), acknowledged, tail + " after byte " + stop);
    }
  }

  @ParameterizedTest
  @EnumSource(MemoryDisk.Tail.class)
  void noAcknowledgedEntryIsLostWhenABundleFillsUp(MemoryDisk.Tail tail) {
    MemoryDisk base = new MemoryDisk();
    try (Ledger ledger = open(base)) {
      TestLedgers.fill(ledger, 0, 254);
    }
    MemoryDisk whole = base.afterCrash(MemoryDisk.Tail.LOST);
    run(whole, 254, 259, 2);
    for (long stop = 0; stop <= whole.written(); stop += 997) {
      MemoryDisk disk = base.afterCrash(MemoryDisk.Tail.LOST).stopAfter(stop);
      int acknowledged = 254 + run(disk, 254, 259, 2).size();
      requireAll(disk.afterCrash(tail), acknowledged, tail + " after byte " + stop);
    }
  }

  @ParameterizedTest
  @EnumSource(MemoryDisk.Tail.class)
  void aCrashDuringRecoveryLosesNothingEither(MemoryDisk.Tail tail) {
    MemoryDisk first = new MemoryDisk();
    Ledger open = open(first);
    TestLedgers.fill(open, 0, 20);
    MemoryDisk crashed = first.afterCrash(MemoryDisk.Tail.LOST);
    open.close();
    MemoryDisk probe = crashed.afterCrash(MemoryDisk.Tail.LOST);
    open(probe).close();
    for (long stop = 0; stop <= probe.written(); stop += 101) {
      MemoryDisk disk = crashed.afterCrash(MemoryDisk.Tail.LOST).stopAfter(stop);
      assertThat(run(disk, 20, 20, 1)).isEmpty();
      requireAll(disk.afterCrash(tail), 20, tail + " after byte " + stop);
    }
  }

  @Test
  void aTruncatedTailIsCutOffAndReported() throws Exception {
    MemoryDisk disk = new MemoryDisk();
    Ledger open = open(disk);
    TestLedgers.fill(open, 0, 3);
    Path journal = dir.resolve("journal/%019d.journal".formatted(0));
    byte[] good = disk.read(journal, 1 << 20);
    MemoryDisk torn = disk.afterCrash(MemoryDisk.Tail.WHOLE);
    open.close();
    torn.replace(journal, java.util.Arrays.copyOf(good, good.length + 17));
    try (Ledger ledger = open(torn)) {
      assertThat(ledger.size()).isEqualTo(3);
      assertThat(ledger.recovery()).isEqualTo(new Recovery(3, 17));
      assertThat(ledger.recovery().message()).contains("17 bytes", "3 entries", "cut off");
    }
  }

  @Test
  void damageBeforeAnAcknowledgedBatchIsNoTornTailAndIsRefused() throws Exception {
    MemoryDisk disk = new MemoryDisk();
    Ledger open = open(disk);
    for (int i = 0; i < 4; i++) {
      open.append(TestLedgers.entry(i));
    }
    MemoryDisk crashed = disk.afterCrash(MemoryDisk.Tail.LOST);
    open.close();
    Path journal = dir.resolve("journal/%019d.journal".formatted(0));
    byte[] bytes = crashed.read(journal, 1 << 20);
    int batch = bytes.length / 4;
    for (int at = 0; at < 3 * batch; at += 5) {
      byte[] bad = bytes.clone();
      bad[at] ^= 1;
      MemoryDisk damaged = crashed.afterCrash(MemoryDisk.Tail.LOST);
      damaged.replace(journal, bad);
      assertThatThrownBy(() -> open(damaged))
          .as("byte %d", at)
          .hasMessageContaining("had been acknowledged");
    }
  }

  @Test
  void anEntryForgedIntoTheJournalIsNotTakenOver() throws Exception {
    MemoryDisk disk = new MemoryDisk();
    Ledger open = open(disk);
    TestLedgers.fill(open, 0, 1);
    MemoryDisk crashed = disk.afterCrash(MemoryDisk.Tail.LOST);
    open.close();
    JournalWriter forger =
        new JournalWriter(crashed, dir, PseudonymKey.mac(new byte[] {1, 2, 3}), 1 << 20);
    forger.append(1, List.of("forged".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    try (Ledger ledger = open(crashed)) {
      assertThat(ledger.size()).isEqualTo(1);
      assertThat(ledger.recovery().cutBytes()).isPositive();
    }
  }

  @Test
  void aFullDiskAcknowledgesNothingAndStopsTheLedgerUntilItIsReopened() {
    MemoryDisk disk = new MemoryDisk();
    Ledger ledger = open(disk);
    ledger.append(TestLedgers.entry(0));
    disk.fillUp();
    assertThatThrownBy(() -> ledger.append(TestLedgers.entry(1)))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("No space left on device")
        .hasMessageContaining("opened again");
    assertThatThrownBy(() -> ledger.append(TestLedgers.entry(1)))
        .hasMessageContaining("No space left on device");
    assertThatThrownBy(ledger::checkpoint).hasMessageContaining("No space left on device");
    assertThatThrownBy(ledger::close).isInstanceOf(GambesonException.class);
    requireAll(disk.afterCrash(MemoryDisk.Tail.LOST), 1, "full");
  }

  @Test
  void whatAFailedLedgerRefusesCanBeHandledByTryWithResources() {
    MemoryDisk disk = new MemoryDisk();
    assertThatThrownBy(
            () -> {
              try (Ledger ledger = open(disk)) {
                disk.fillUp();
                ledger.append(TestLedgers.entry(0));
              }
            })
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("No space left");
  }
}
