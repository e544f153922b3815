package dev.gambeson.server;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.route.LogStream;
import dev.gambeson.response.route.RouteSettings;
import dev.gambeson.server.audit.LedgerCarrier;
import dev.gambeson.server.config.SettingsReader;
import dev.gambeson.server.telemetry.GatewayMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// `ledger-to`: the ledger is carried to a log server, each second. Says when that fails for five
/// minutes, and again each hour while it does.
final class LedgerCarried {
  static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration EACH = Duration.ofSeconds(1);
  private static final Duration QUIET = Duration.ofHours(1);
  private static final System.Logger LOG = System.getLogger(GatewayServer.class.getName());

  private final LedgerCarrier carrier;
  private final Consumer<Alert> alerts;
  private final InstantSource clock;
  private Instant again = Instant.MIN;

  LedgerCarried(LedgerCarrier carrier, Consumer<Alert> alerts, InstantSource clock) {
    this.carrier = carrier;
    this.alerts = alerts;
    this.clock = clock;
  }

  static void open(Ground ground, Alarms alarms, GatewayMetrics metrics) {
    ground
        .settings()
        .logServer()
        .ifPresent(to -> {
          RouteSettings.Syslog route =
              (RouteSettings.Syslog) to.resolved(f -> SettingsReader.resolve(ground.base(), f));
          LogStream stream = ground.closing().open(LogStream.open(route));
          LedgerCarrier carrier =
              new LedgerCarrier(
                  ground.folder().resolve("ledger"),
                  ground.folder().resolve("ledger-sent"),
                  stream,
                  ground.clock());
          metrics.gauge(
              "gambeson_ledger_unsent",
              "Entries that the log server of ledger-to has not got",
              carrier::waiting);
          LedgerCarried carried = new LedgerCarried(carrier, alarms::raise, ground.clock());
          // A timer of its own: a log server that keeps one waiting keeps nothing else waiting.
          ground.closing().open(new Periodic()).every(EACH, carried::look);
        });
  }

  void look() {
    try {
      carrier.look();
    } catch (GambesonException e) {
      LOG.log(System.Logger.Level.WARNING, "The ledger is not carried: " + e.getMessage());
    }
    Instant now = clock.instant();
    if (carrier.since(now).compareTo(PATIENCE) < 0 || now.isBefore(again)) {
      return;
    }
    again = now.plus(QUIET);
    String message =
        "The log server has taken nothing of the ledger for %d minutes; %,d entries wait here."
            .formatted(carrier.since(now).toMinutes(), carrier.waiting());
    LOG.log(System.Logger.Level.WARNING, message);
    alerts.accept(
        new Alert(
            UUID.randomUUID().toString(),
            now,
            FollowingChecks.NOT_CARRIED,
            Severity.HIGH,
            "The ledger does not reach the log server",
            message,
            Alert.Subject.of("", "", ""),
            Optional.empty(),
            Map.of()));
  }
}
