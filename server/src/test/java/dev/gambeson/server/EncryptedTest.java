package dev.gambeson.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.server.admin.AdminOptions;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.config.SettingsReader;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Nothing in the clear beyond this machine, unless the settings say so.
class EncryptedTest {
  private static final String MODEL =
      """
      models:
        - {name: credit, reference: t.csv, versions: [{version: "1", file: m.onnx}]}
      """;

  private static GatewaySettings settings(String yaml) {
    return SettingsReader.read(
        yaml + (yaml.contains("models:") ? "" : MODEL), GatewaySettings.class, "test");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data|data|data: {host: 0.0.0.0, port: 8080}",
        "grpc|grpc|grpc: {host: 10.1.2.3, port: 8081}",
        "admin|admin|admin: {host: 0.0.0.0, port: 8090}",
        "metrics|metrics|metrics: {host: 0.0.0.0, port: 9464}",
        "metrics|metrics|metrics: {host: '::', port: 9464}",
        "database|state.database|state: {database: 'jdbc:postgresql://db.bank.example/g'}",
        "database|state.database|state: {database: 'jdbc:postgresql://db/g?sslmode=require'}",
        "database|state.database|state: {database: 'jdbc:postgresql://localhost,db/g'}",
        "database|state.database|state: {database: 'jdbc:postgresql://localhost/g?PGHOST=db'}",
        "database|state.database|state: {database: 'jdbc:postgresql://db/g?sslmode=verify-full&sslfactory=org.postgresql.ssl.NonValidatingFactory'}",
        "redis|state.redis|state: {redis: 'redis://cache.bank.example:6379'}",
        "redis|state.redis|state: {redis: 'redis://127.0.0.1.evil.example'}",
        "redis|state.redis|state: {redis: 'rediss://cache?verifyPeer=NONE'}",
        "telemetry|telemetry.otlp|telemetry: {otlp: 'http://collector:4318/v1/traces'}",
        "syslog|routes.soc|routes: {soc: {kind: syslog, transport: UDP, host: siem, port: 514}}",
        "syslog|routes.soc|routes: {soc: {kind: syslog, transport: TCP, host: siem, port: 601}}",
        "upstream|upstream of m|models: [{name: m, reference: t.csv, versions: [{version: '1', upstream: {urls: ['https://a', 'http://b']}}]}]",
      })
  void eachConnectionInTheClearKeepsTheGatewayFromStarting(String kind, String what, String yaml) {
    assertThatThrownBy(() -> Encrypted.require(settings(yaml + "\n")))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining(what)
        .hasMessageContaining("transport: {clear: [%s]}".formatted(kind));
    String said = "transport: {clear: [%s]}\n".formatted(kind);
    assertThatCode(() -> Encrypted.require(settings(said + yaml + "\n")))
        .doesNotThrowAnyException();
    String another = "transport: {clear: [%s]}\n".formatted(kind.equals("data") ? "grpc" : "data");
    assertThatThrownBy(() -> Encrypted.require(settings(another + yaml + "\n")))
        .hasMessageContaining(what);
  }

  @Test
  void everythingInTheClearIsSaidAtOnce() {
    String yaml =
        "data: {host: 0.0.0.0, port: 1}\nstate: {redis: 'redis://r', database: 'jdbc:postgresql://d/g'}\n";
    assertThatThrownBy(() -> Encrypted.require(settings(yaml)))
        .hasMessageContaining("data (0.0.0.0 without tls)")
        .hasMessageContaining("transport: {clear: [data, database, redis]}");
  }

  @Test
  void whatCannotBeInTheClearIsNoWordOfTheSetting() {
    assertThatThrownBy(() -> settings("transport: {clear: [webhooks]}\n"))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("transport");
  }

  @Test
  void withTlsOrOnThisMachineItStarts() {
    String tls = "tls: {certificate: c.pem, key: k.pem}";
    String yaml =
        """
        data: {host: 0.0.0.0, port: 8443, %s}
        grpc: {host: 0.0.0.0, port: 8444, %s}
        admin: {host: 0.0.0.0, port: 8445, %s}
        metrics: {port: 9464}
        state: {database: 'jdbc:postgresql://db/g?user=x&sslmode=verify-full', redis: 'rediss://cache'}
        telemetry: {otlp: 'https://collector/v1/traces'}
        routes: {soc: {kind: syslog, transport: TLS, host: siem, port: 6514}, here: {kind: syslog, transport: UDP, host: 127.0.0.1, port: 514}}
        models: [{name: m, reference: t.csv, versions: [{version: '1', upstream: {urls: ['https://a', 'http://127.0.0.1:8000']}}]}]
        """
            .formatted(tls, tls, tls);
    assertThatCode(() -> Encrypted.require(settings(yaml))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "false|admin: {port: 8090}",
        "true|admin: {host: 0.0.0.0, port: 8090}",
        "true|console-origins: ['https://console.bank.example']",
        "false|{admin: {host: 0.0.0.0, port: 8090}, console-log-in: {second-factor: false}}",
        "true|console-log-in: {second-factor: true, sessions: 2}",
      })
  void aConsoleThatOthersReachNeedsASecondFactorUnlessToldOtherwise(boolean needs, String yaml) {
    String plain = yaml.startsWith("{") ? yaml.substring(1, yaml.length() - 1) : yaml;
    GatewaySettings read = settings(plain.replace("}, c", "}\nc") + "\n");
    AdminOptions.Rules rules =
        Listeners.rules(read, read.admin().orElse(GatewaySettings.Listener.local(8090)));
    assertThat(rules.secondFactor()).isEqualTo(needs);
    assertThat(rules.sessions()).isEqualTo(yaml.contains("sessions") ? 2 : 5);
  }

  @Test
  void aRehearsalAsksOfTheAddressesThatAreMeant(@TempDir Path folder) {
    GatewaySettings settings = settings("data: {host: 0.0.0.0, port: 0}\n");
    assertThatThrownBy(() -> GatewayServer.rehearse(settings, folder, nowhere(folder)))
        .hasMessageContaining("transport: {clear: [data]}");
  }

  private static GatewayServer.Surroundings nowhere(Path folder) {
    return new GatewayServer.Surroundings(
        folder,
        _ -> {
          throw new AssertionError("nothing is read");
        },
        "",
        Clock.systemUTC(),
        new SecureRandom());
  }

  @Test
  void theAssembledGatewayAsksBeforeAnythingElse(@TempDir Path folder) {
    GatewaySettings settings = settings("data: {host: 0.0.0.0, port: 0}\n");
    assertThatThrownBy(() -> GatewayServer.start(settings, nowhere(folder)))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("transport: {clear: [data]}");
  }
}
