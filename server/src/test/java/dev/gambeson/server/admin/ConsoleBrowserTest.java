package dev.gambeson.server.admin;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The console in a real Chromium, driven by `server/console/test`. Skipped, with a reason, where
/// Node, the packages of server/console or a Chromium are missing.
class ConsoleBrowserTest {
  @TempDir private Path folder;

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
    Chromium.require();
    try (DevPlane bank = plane(false, false);
        DevPlane hostile = plane(true, false);
        DevPlane empty = plane(false, true)) {
      bank.people();
      hostile.people();
      String planes =
          Json.text(Map.of("bank", known(bank), "hostile", known(hostile), "empty", known(empty)));
      Chromium.run("test/console.test.mjs", Map.of("CONSOLE", planes), folder);
    }
  }
}
