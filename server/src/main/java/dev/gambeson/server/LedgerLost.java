package dev.gambeson.server;

import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Says that decisions do not reach the ledger: when their count begins to rise, and again at most
/// each ten minutes while it rises. Not thread-safe.
final class LedgerLost {
  static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration QUIET = Duration.ofMinutes(10);
  private static final System.Logger LOG = System.getLogger(GatewayServer.class.getName());

  private final LongSupplier given;
  private final Consumer<Alert> alerts;
  private final InstantSource clock;
  private long told;
  private Instant again = Instant.MIN;

  /// @param given number of decisions that found no place, ever
  LedgerLost(LongSupplier given, Consumer<Alert> alerts, InstantSource clock) {
    this.given = given;
    this.alerts = alerts;
    this.clock = clock;
  }

  void look() {
    long now = given.getAsLong();
    Instant time = clock.instant();
    if (now == told || time.isBefore(again)) {
      return;
    }
    String message =
        "%,d decisions did not reach the ledger; look at the disk of the state folder, then start the gateway again."
            .formatted(now - told);
    told = now;
    again = time.plus(QUIET);
    LOG.log(System.Logger.Level.ERROR, message);
    alerts.accept(
        new Alert(
            UUID.randomUUID().toString(),
            time,
            FollowingChecks.LEDGER_LOST,
            Severity.CRITICAL,
            "Decisions do not reach the ledger",
            message,
            Alert.Subject.of("", "", ""),
            Optional.empty(),
            Map.of()));
  }
}
