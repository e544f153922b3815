package dev.gambeson.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.registry.catalog.Kind;
import dev.gambeson.registry.catalog.Version;
import dev.gambeson.registry.metadata.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What was changed behind the registry's back shows; what fails leaves nothing half done; writers
/// take turns.
class IntegrityTest {
  @TempDir Path root;

  private World made;

  private List<String> problems() {
    try (Registry registry = Registry.open(root.resolve("registry"), made.around)) {
      Principal otto = registry.authenticate(made.token("otto"));
      return registry.upkeep().verify(otto, true, Progress.silent()).problems();
    }
  }

  private void makeTwo() throws IOException {
    made = new World(root);
    made.live(made.model("fraud", "weights 1"));
    made.live(made.model("fraud", "weights 2"));
    made.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE versions SET stage = 'retired' WHERE number = 2",
        "UPDATE versions SET manifest = (SELECT manifest FROM versions WHERE number = 1) WHERE number = 2",
        "UPDATE files SET bytes = bytes + 1 WHERE number = 1",
        "UPDATE history SET actor = 'abe' WHERE action = 'promote'",
        "UPDATE history SET reason = 'other' WHERE action = 'promote'",
        "DELETE FROM history WHERE action = 'approve'",
      })
  void aRowChangedByHandIsFound(String sql) throws Exception {
    makeTwo();
    assertThat(problems()).isEmpty();
    String url = "jdbc:h2:file:" + root.resolve("registry/metadata").toAbsolutePath();
    try (Connection connection = DriverManager.getConnection(url, "gambeson", "");
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
    assertThat(problems()).as(sql).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ledger", "objects"})
  void aByteChangedInLedgerOrStoreIsFound(String where) throws IOException {
    makeTwo();
    Path file;
    try (Stream<Path> files = Files.walk(root.resolve("registry").resolve(where))) {
      file =
          files
              .filter(Files::isRegularFile)
              .filter(f -> size(f) > 100)
              .sorted()
              .findFirst()
              .orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    try {
      assertThat(problems()).as(file.toString()).isNotEmpty();
    } catch (GambesonException e) {
      assertThat(where).isEqualTo("ledger"); // a damaged ledger is not even opened
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aStoreThatTakesTheFirstFileAndNotTheSecondKeepsNoVersion() throws IOException {
    try (World world = new World(root)) {
      Path folder = root.resolve("in/model");
      world.content("in/model/a.bin", "first");
      world.content("in/model/b.bin", "second");
      String second = Sha256.of("second".getBytes(StandardCharsets.UTF_8));
      Path blocked = root.resolve("registry/objects").resolve(second.substring(0, 2));
      Files.writeString(blocked, "no folder");
      Submission submission =
          new Submission("fraud", Kind.MODEL, folder, List.of(), new TreeMap<>(), "");
      assertThatThrownBy(
              () -> world.registry.versions().add(world.mia, submission, Progress.silent()))
          .isInstanceOf(GambesonException.class)
          .hasMessageContaining("b.bin")
          .hasMessageContaining("Nothing of it is visible");
      assertThat(world.registry.versions().list(world.mia)).isEmpty();
      assertThat(root.resolve("registry/staging")).isEmptyDirectory();
      Files.delete(blocked);
      world.registry.versions().add(world.mia, submission, Progress.silent());
      assertThat(world.registry.upkeep().verify(world.otto, true, Progress.silent()).problems())
          .isEmpty();
    }
  }

  @Test
  void writersOfOneProcessTakeTurns() throws Exception {
    try (World world = new World(root);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      world.live(world.model("fraud", "weights 1"));
      world.live(world.model("fraud", "weights 2"));
      int before = world.registry.versions().live(world.otto, "fraud").size();
      Callable<Promotions.Moved> move =
          () -> world.registry.promotions().rollback(world.mia, "fraud", Optional.empty(), "");
      int moved = 0;
      for (Future<Promotions.Moved> one :
          threads.invokeAll(java.util.Collections.nCopies(8, move))) {
        moved += succeeded(one) ? 1 : 0;
      }
      assertThat(moved).isPositive();
      assertThat(world.registry.versions().live(world.otto, "fraud")).hasSize(before + moved);
      assertThat(world.registry.upkeep().verify(world.otto, true, Progress.silent()).problems())
          .isEmpty();
    }
  }

  /// A writer who waited longer than the patience is refused: that is no failure.
  private static boolean succeeded(Future<Promotions.Moved> one) throws InterruptedException {
    try {
      return one.get().version().number() > 0;
    } catch (java.util.concurrent.ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(GambesonException.class);
      return false;
    }
  }

  @Test
  void aSecondProcessIsRefusedWhileTheFirstWrites() throws Exception {
    made = new World(root);
    made.clock.advance(
        Duration.between(made.clock.instant(), java.time.Clock.systemUTC().instant())
            .minusMinutes(1));
    made.live(made.model("fraud", "weights 1"));
    made.live(made.model("fraud", "weights 2"));
    made.close();
    Files.writeString(root.resolve("mia.token"), made.token("mia"));
    Process first =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.gambeson.registry.Crasher",
                root.resolve("registry").toString(),
                root.resolve("mia.token").toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var out = first.inputReader()) {
      assertThat(out.readLine()).isNotNull();
      assertThatThrownBy(() -> Registry.open(root.resolve("registry"), made.around).close())
          .isInstanceOf(GambesonException.class)
          .hasMessageContaining("Another process");
    } finally {
      first.destroyForcibly().waitFor();
    }
  }

  @Test
  void onPostgresqlAVersionGoesLiveBackAndIsProven() throws IOException {
    try (World world =
        new World(root, PostgresServer.newAddress(), RegistrySettings.FOLDER, true)) {
      Version first = world.model("fraud", "weights 1");
      world.live(first);
      world.live(world.model("fraud", "weights 2"));
      world.reopen();
      assertThat(
              world
                  .registry
                  .promotions()
                  .rollback(world.mia, "fraud", Optional.empty(), "drift")
                  .version()
                  .number())
          .isEqualTo(1);
      assertThat(world.registry.versions().live(world.otto, "fraud")).hasSize(3);
      assertThat(world.registry.upkeep().verify(world.otto, true, Progress.silent()).problems())
          .isEmpty();
    }
  }
}
