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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Crashes at any byte, on a disk that loses what was not forced.
class CrashTest {
  private static final int SMALL = 300;
  private int turn;
  private final Set<String> seen = new HashSet<>();
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

  /// What may be found after a crash: nothing that was not forced, and in turn one of the others.
  /// Each picture once, for the same files lead to the same recovery.
  private void requireAllAfterCrash(MemoryDisk disk, long acknowledged, String what) {
    MemoryDisk.Tail[] tails = MemoryDisk.Tail.values();
    MemoryDisk.Tail other = tails[1 + turn++ % (tails.length - 1)];
    for (MemoryDisk.Tail tail : List.of(MemoryDisk.Tail.LOST, other)) {
      MemoryDisk found = disk.afterCrash(tail);
      if (seen.add(acknowledged + found.picture())) {
        requireAll(found, acknowledged, tail + " after " + what);
      }
    }
  }

  @Test
  void noAcknowledgedEntryIsLostWhereverTheProcessStops() {
    MemoryDisk whole = new MemoryDisk();
    assertThat(run(whole, 0, 2, 1)).hasSize(2);
    for (long stop = 0; stop <= whole.written(); stop++) {
      MemoryDisk disk = new MemoryDisk().stopAfter(stop);
      requireAllAfterCrash(disk, run(disk, 0, 2, 1).size(), "byte " + stop);
    }
  }

  /// Includes a full bundle and tile, checkpoints before and after it, and the removal of partial
  /// tiles. Every action and every byte of journal and checkpoint; of the tiles, which nothing
  /// refers to before they are forced, some bytes.
  @Test
  void noAcknowledgedEntryIsLostWhenABundleFillsUp() {
    MemoryDisk base = new MemoryDisk();
    try (Ledger ledger = open(base)) {
      TestLedgers.fill(ledger, 0, 255);
    }
    MemoryDisk whole = base.afterCrash(MemoryDisk.Tail.LOST);
    run(whole, 255, 257, 2);
    for (long stop : whole.moments(SMALL)) {
      MemoryDisk disk = base.afterCrash(MemoryDisk.Tail.LOST).stopAfter(stop);
      requireAllAfterCrash(disk, 255 + run(disk, 255, 257, 2).size(), "byte " + stop);
    }
  }

  /// The process stops, and stops again at every byte of the recovery, and once more in the
  /// recovery of that; the bundle fills up while it recovers.
  @Test
  void aCrashDuringRecoveryAndDuringItsRecoveryLosesNothingEither() {
    MemoryDisk first = new MemoryDisk();
    try (Ledger ledger = open(first)) {
      TestLedgers.fill(ledger, 0, 255);
    }
    MemoryDisk second = first.afterCrash(MemoryDisk.Tail.LOST);
    Ledger ledger = open(second);
    TestLedgers.fill(ledger, 255, 257);
    MemoryDisk crashed = second.afterCrash(MemoryDisk.Tail.LOST);
    ledger.close();
    MemoryDisk probe = crashed.afterCrash(MemoryDisk.Tail.LOST);
    open(probe).close();
    for (long stop : probe.moments(SMALL / 10)) {
      MemoryDisk once = crashed.afterCrash(MemoryDisk.Tail.LOST).stopAfter(stop);
      assertThat(run(once, 257, 257, 1)).isEmpty();
      requireAllAfterCrash(once, 257, "byte " + stop);
      MemoryDisk twice = once.afterCrash(MemoryDisk.Tail.HALF).stopAfter(stop / 2);
      assertThat(run(twice, 257, 257, 1)).isEmpty();
      requireAllAfterCrash(twice, 257, "byte " + stop + ", then " + stop / 2);
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
