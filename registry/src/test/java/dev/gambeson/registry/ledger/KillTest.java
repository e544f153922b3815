package dev.gambeson.registry.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a real process (SIGKILL) that appends to a real folder. What a cut of power does, no test
/// here shows: see CrashTest for what is not forced.
class KillTest {
  private static final int KILLS = 4;
  private static final int THREADS = 8;

  @TempDir private Path folder;

  /// The process that is killed: appends, and tells each acknowledged index with its object.
  static final class Victim {
    private Victim() {}

    public static void main(String[] args) {
      LedgerOptions options = LedgerOptions.defaults().checkpointEvery(Duration.ofMillis(20));
      Ledger ledger =
          Ledger.open(
              Path.of(args[0]), LedgerKey.read(Path.of(args[1])), Clock.systemUTC(), options);
      for (int t = 0; t < THREADS; t++) {
        long from = Long.parseLong(args[2]) * 1_000_000 + t * 100_000L;
        Thread.ofPlatform()
            .start(() -> {
              for (long i = from; ; i++) {
                long index = ledger.append(TestLedgers.entry(i)).index();
                byte[] line = (index + " " + i + "\n").getBytes(StandardCharsets.US_ASCII);
                synchronized (System.out) {
                  System.out.write(line, 0, line.length);
                  System.out.flush();
                }
              }
            });
      }
    }
  }

  /// Starts the victim, kills it after a while, and returns what it had been told.
  private void runAndKill(Path dir, int round, long millis, TreeMap<Long, String> told)
      throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                dir.toString(),
                folder.resolve("keys").toString(),
                Integer.toString(round))
            .redirectError(folder.resolve("stderr-" + round).toFile())
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      String line = out.readLine();
      assertThat(line).as("the victim works").isNotNull();
      Thread killer = Thread.ofPlatform().start(() -> killAfter(process, millis));
      List<String> lines = new ArrayList<>();
      while (line != null) {
        lines.add(line);
        line = out.readLine();
      }
      killer.join();
      for (String l : lines) {
        String[] parts = l.split(" ", -1);
        if (parts.length == 2 && parts[1].length() == Integer.toString(round).length() + 6) {
          told.put(Long.parseLong(parts[0]), parts[1]); // the last line may be torn
        }
      }
    }
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("killed").isEqualTo(137);
  }

  private static void killAfter(Process process, long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process
        .toHandle()
        .destroyForcibly(); // unlike Process.destroyForcibly, leaves the pipe to be read
  }

  @Test
  void whatWasAcknowledgedIsThereAfterEveryKill() throws Exception {
    LedgerKey key = TestLedgers.key(folder);
    Path dir = folder.resolve("ledger");
    RandomGenerator random = new Seed(7).random();
    TreeMap<Long, String> told = new TreeMap<>();
    List<Checkpoint> checkpoints = new ArrayList<>();
    for (int round = 1; round <= KILLS; round++) {
      runAndKill(dir, round, 50 + random.nextInt(700), told);
      try (Ledger ledger = TestLedgers.open(dir, key)) {
        requireAll(ledger, told, checkpoints, key);
      }
      assertThat(passes(dir, key)).as("round %d", round).isTrue();
    }
    assertThat(told).as("the test has something to lose").hasSizeGreaterThan(500);
  }

  private static void requireAll(
      Ledger ledger, TreeMap<Long, String> told, List<Checkpoint> earlier, LedgerKey key) {
    Checkpoint now = ledger.checkpoint();
    assertThat(now.signedBy(key.verifier())).isTrue();
    assertThat(now.size()).isGreaterThan(told.lastKey());
    List<byte[]> leaves = new ArrayList<>();
    for (long i = 0; i < now.size(); i++) {
      Recorded entry = ledger.entry(i);
      leaves.add(entry.bytes());
      if (told.containsKey(i)) {
        assertThat(entry.object()).as("entry %d", i).isEqualTo("model:fraud@" + told.get(i));
      }
    }
    assertThat(Hash.of(Rfc6962.mth(leaves))).isEqualTo(now.root());
    for (Checkpoint old : earlier) {
      ConsistencyProof proof = ledger.consistencyProof(old.size(), now.size());
      assertThat(proof.verifies(old.root(), now.root())).as("from %d", old.size()).isTrue();
    }
    earlier.add(now);
  }

  private static boolean passes(Path dir, LedgerKey key) {
    try (Workers workers = new Workers(1)) {
      return LedgerVerifier.verify(
              new LedgerVerifier.Request(
                  dir, Optional.of(key.verifier()), Optional.empty(), List.of()),
              new CheckContext(Policy.defaults(), new Seed(1), workers, Progress.silent()))
          .stream()
          .filter(r -> r.outcome().isPresent())
          .allMatch(r -> r.outcome().orElseThrow() instanceof Outcome.Pass);
    }
  }
}
