package dev.gambeson.server;

import static dev.gambeson.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.server.audit.LogServer;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.config.SettingsReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The ledger of a whole gateway reaches a log server while it runs.
class WholeLedgerToTest {
  @Test
  void aPrivilegedActionReachesTheLogServerAndNamesNobody() throws Exception {
    try (LogServer server = new LogServer(0);
        WholeGateway gateway =
            new WholeGateway(
                """
                data: {port: 0}
                admin: {port: 0}
                routes: {soc: {kind: syslog, transport: TCP, host: 127.0.0.1, port: %d}}
                ledger-to: soc
                """
                    .formatted(server.port()),
                WholeGateway.POLICY)) {
      var _ = gateway.key("shop-of-anna", "scorer");
      eventually(() -> server.messages().stream().anyMatch(m -> m.contains("key.issue")));
      eventually(() ->
          server.messages().stream()
              .anyMatch(m -> m.contains(" checkpoint [gambeson@32473 size=")));
      assertThat(server.messages()).noneMatch(m -> m.contains("shop-of-anna"));
      assertThat(gateway.server().metrics()).contains("gambeson_ledger_unsent");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ledger-to: soc",
        "routes: {soc: {kind: syslog, transport: UDP, host: siem, port: 514}}\nledger-to: soc",
        "routes: {soc: {kind: webhook, url-file: u, secret-files: [s], allow-hosts: [h]}}\nledger-to: soc",
      })
  void onlyASyslogServerThatTakesWholeMessagesCanHaveIt(String yaml) {
    String model = "\nmodels: [{name: m, reference: t, versions: [{version: '1', file: f}]}]\n";
    assertThatThrownBy(() -> SettingsReader.read(yaml + model, GatewaySettings.class, "test"))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("ledger-to must name one of `routes`");
  }
}
