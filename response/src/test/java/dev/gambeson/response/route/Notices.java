package dev.gambeson.response.route;

import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.IncidentState;
import java.time.Instant;
import java.util.List;

final class Notices {
  /// What a client may call itself to get more than a name.
  static final String EVIL =
      "x\r\nBcc: all@example.org\n\n<14>1 - - - | cs1=fake| ]\" \\ \u0000\u2028\u202e\u001b[2J</script>{\"a\":1}";

  private Notices() {}

  static Notice of(String client, String title) {
    return notice(client, title, false);
  }

  static Notice drill() {
    return notice("c1", "Queries walk along the boundary", true);
  }

  private static Notice notice(String client, String title, boolean drill) {
    return new Notice(
        "INC-0011223344556677/1/extraction/abc/tell/soc",
        Instant.parse("2026-01-01T00:00:00.123Z"),
        drill,
        "INC-0011223344556677",
        Instant.parse("2025-12-31T23:00:00Z"),
        IncidentState.OPEN,
        Severity.HIGH,
        "GB-GRD-001",
        title,
        "Playbook 'x' is at work",
        17,
        List.of(
            new Alert.Subject(
                "acme", dev.gambeson.response.Clean.line(client, 200), "fraud", "3")));
  }

  static Notice plain() {
    return of("c1", "Queries walk along the boundary");
  }

  static Notice evil() {
    return of(EVIL, "title " + EVIL);
  }
}
