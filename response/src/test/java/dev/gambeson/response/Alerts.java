package dev.gambeson.response;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Alerts for tests.
public final class Alerts {
  private static final AtomicLong NEXT = new AtomicLong();

  private Alerts() {}

  public static Alert of(String check, Severity severity, Alert.Subject subject) {
    return new Alert(
        "alert-" + NEXT.incrementAndGet(),
        Instant.parse("2026-01-01T00:00:00Z"),
        check,
        severity,
        "Queries walk along the boundary",
        "The capital is 104 after 57 queries.",
        subject,
        Optional.of(new Estimate("capital", 104, 100, 110, 57, "conformal CUSUM")),
        Map.of("queries", "57"));
  }

  public static Alert high(String client) {
    return of("GB-GRD-001", Severity.HIGH, Alert.Subject.of("acme", client, "fraud"));
  }
}
