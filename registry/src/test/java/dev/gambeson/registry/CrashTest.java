package dev.gambeson.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.Progress;
import dev.gambeson.registry.catalog.HistoryLine;
import dev.gambeson.registry.catalog.Ref;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that is killed (SIGKILL) at any moment leaves history, ledger and pointer in
/// agreement, and loses nothing that it acknowledged. The number of kills is the system property
/// `gambeson.kills`.
class CrashTest {
  private static final int KILLS = Integer.getInteger("gambeson.kills", 6);
  private static final int MOVES_A_LIFE = 40;

  @TempDir Path root;

  @Test
  void killedAtAnyMomentItLosesNothingThatItAcknowledged() throws Exception {
    int expected = prepare();
    Random random = new Random(20261122);
    int moves = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      List<Integer> acknowledged = live(random.nextInt(1000) * 30_000L);
      moves += acknowledged.size();
      expected = checkAfter(expected, acknowledged);
    }
    assertThat(moves).isGreaterThan(KILLS * MOVES_A_LIFE / 2);
    System.getLogger("crash").log(System.Logger.Level.INFO, moves + " moves, " + KILLS + " kills");
  }

  /// Two versions that may be live, and a token for the child. Returns the length of the history.
  private int prepare() throws IOException {
    try (World world = new World(root)) {
      world.clock.advance(
          Duration.between(world.clock.instant(), Clock.systemUTC().instant()).minusMinutes(1));
      world.live(world.model("fraud", "weights 1"));
      world.live(world.model("fraud", "weights 2"));
      Files.writeString(root.resolve("mia.token"), world.token("mia"));
      Files.writeString(root.resolve("otto.token"), world.token("otto"));
      return world.registry.versions().history(world.otto, Optional.empty()).size();
    }
  }

  private List<Integer> live(long nanosAfterLast) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.gambeson.registry.Crasher",
                root.resolve("registry").toString(),
                root.resolve("mia.token").toString())
            .redirectError(root.resolve("child.err").toFile())
            .start();
    List<Integer> acknowledged = new ArrayList<>();
    try (BufferedReader out = child.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        acknowledged.add(Integer.valueOf(line.strip()));
        if (acknowledged.size() == MOVES_A_LIFE) {
          Thread.sleep(Duration.ofNanos(nanosAfterLast));
          child.toHandle().destroyForcibly(); // SIGKILL; what it said before can still be read
        }
      }
    }
    child.waitFor();
    assertThat(acknowledged).as(Files.readString(root.resolve("child.err"))).isNotEmpty();
    return acknowledged;
  }

  private int checkAfter(int before, List<Integer> acknowledged) throws IOException {
    Surroundings around =
        new Surroundings(Clock.systemUTC(), new SecureRandom(), Duration.ofSeconds(30));
    try (Registry registry = Registry.open(root.resolve("registry"), around)) {
      Principal otto = registry.authenticate(Files.readString(root.resolve("otto.token")));
      List<HistoryLine> history = registry.versions().history(otto, Optional.empty());
      List<Integer> recorded =
          history.subList(before, history.size()).stream().map(l -> l.deed().number()).toList();
      assertThat(recorded).startsWith(acknowledged.toArray(new Integer[0]));
      // At most the one that was under way when the process died, and was in the ledger already.
      assertThat(recorded.size() - acknowledged.size()).isBetween(0, 1);
      assertThat(registry.versions().find(otto, Ref.parse("fraud@live")).number())
          .isEqualTo(recorded.getLast());
      assertThat(registry.upkeep().verify(otto, true, Progress.silent()).problems()).isEmpty();
      return history.size();
    }
  }
}
