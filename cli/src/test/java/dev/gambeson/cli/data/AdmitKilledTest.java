package dev.gambeson.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An admission that is killed half-way, in a process of its own.
class AdmitKilledTest {
  @TempDir private Path folder;

  @Test
  void leavesTheStoreAsItWas() throws Exception {
    Path store = Files.createDirectory(folder.resolve("store"));
    Path data = DataCase.payments(folder.resolve("big.csv"), 0, 400_000);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.gambeson.cli.Main",
                "admit",
                data.toString(),
                "--output",
                store.resolve("set").toString(),
                "--checks",
                "GB-DATA-010")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    Instant end = Instant.now().plus(Duration.ofSeconds(60));
    while (!begun(store) && process.isAlive() && Instant.now().isBefore(end)) {
      Thread.sleep(5);
    }
    boolean early = process.isAlive();
    process.destroyForcibly().waitFor();
    assertThat(early).as(Files.readString(folder.resolve("log"))).isTrue();
    assertThat(store.resolve("set")).doesNotExist();
    try (Stream<Path> left = Files.list(store)) {
      assertThat(left.map(f -> f.getFileName().toString()))
          .allMatch(n -> n.startsWith(".set.") && n.endsWith(".tmp"));
    }
    assertThat(admitAgain(data, store).code()).isZero();
  }

  /// Whether the second reading has written something.
  private static boolean begun(Path store) throws IOException {
    try (Stream<Path> all = Files.walk(store)) {
      return all.anyMatch(f -> f.getFileName().toString().equals("quarantine.jsonl"));
    } catch (java.io.UncheckedIOException e) {
      return false; // a file went away between listing and looking
    }
  }

  private static dev.gambeson.cli.TinyCase.Ran admitAgain(Path data, Path store) {
    return DataCase.run(
        "admit", data, "--output", store.resolve("set"), List.of("--checks", "GB-DATA-010"));
  }
}
