package dev.gambeson.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The console in a real Chromium, driven by `server/console/test`. Skipped, with a reason, where
/// Node, the packages of server/console or a Chromium are missing.
class ConsoleBrowserTest {
  private static final Path CONSOLE = root().resolve("server/console");
  @TempDir private Path folder;

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

  private static DevPlane plane(boolean hostile, boolean empty) {
    return new DevPlane(AdminOptions.local(InstantSource.system()).withPort(0), hostile, empty);
  }

  private static Map<String, String> known(DevPlane dev) {
    return Map.of(
        "address", dev.plane.address(),
        "token", dev.plane.setupToken().orElse(""),
        "password", DevPlane.PASSWORD);
  }

  @Test
  void theConsoleStandsItsTestsInABrowser() throws Exception {
    Assumptions.assumeTrue(
        there("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"),
        "needs Chromium or Chrome in /usr/bin");
    Assumptions.assumeTrue(node(), "needs node");
    Assumptions.assumeTrue(
        Files.isDirectory(CONSOLE.resolve("node_modules/playwright-core")),
        "needs the packages of server/console: npm ci");
    try (DevPlane bank = plane(false, false);
        DevPlane hostile = plane(true, false);
        DevPlane empty = plane(false, true)) {
      bank.people();
      hostile.people();
      String planes =
          Json.text(Map.of("bank", known(bank), "hostile", known(hostile), "empty", known(empty)));
      Path out = folder.resolve("out.txt");
      ProcessBuilder command =
          new ProcessBuilder("node", "--test", "--test-reporter=spec", "test/console.test.mjs")
              .directory(CONSOLE.toFile())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile());
      command.environment().put("CONSOLE", planes);
      Process process = command.start();
      boolean ended = process.waitFor(300, TimeUnit.SECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      assertThat(ended && process.exitValue() == 0).as(Files.readString(out)).isTrue();
    }
  }
}
