package dev.gambeson.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Runs scripts of `server/console/test` with a real Chromium.
public final class Chromium {
  private static final Path CONSOLE = root().resolve("server/console");

  private Chromium() {}

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("console")) ? here.resolveSibling(".").normalize() : here;
  }

  private static boolean there(String... programs) {
    return Stream.of(programs).map(Path::of).anyMatch(Files::isExecutable);
  }

  private static boolean node() {
    try {
      return new ProcessBuilder("node", "--version").start().waitFor() == 0;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  /// Skips the test, with a reason, where Node, the packages of server/console or a Chromium are
  /// missing.
  public static void require() {
    Assumptions.assumeTrue(
        there("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"),
        "needs Chromium or Chrome in /usr/bin");
    Assumptions.assumeTrue(node(), "needs node");
    Assumptions.assumeTrue(
        Files.isDirectory(CONSOLE.resolve("node_modules/playwright-core")),
        "needs the packages of server/console: npm ci");
  }

  /// Runs a script, and fails with what it said when it fails.
  public static void run(String script, Map<String, String> environment, Path folder)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out.txt");
    ProcessBuilder command =
        new ProcessBuilder("node", "--test", "--test-reporter=spec", script)
            .directory(CONSOLE.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    command.environment().putAll(environment);
    Process process = command.start();
    boolean ended = process.waitFor(20, TimeUnit.MINUTES);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertThat(ended && process.exitValue() == 0).as(Files.readString(out)).isTrue();
  }
}
