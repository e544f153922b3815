package dev.gambeson.server.audit;

import static dev.gambeson.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.registry.ledger.Actor;
import dev.gambeson.registry.ledger.Checkpoint;
import dev.gambeson.registry.ledger.Detail;
import dev.gambeson.registry.ledger.Entry;
import dev.gambeson.registry.ledger.Ledger;
import dev.gambeson.registry.ledger.LedgerKey;
import dev.gambeson.registry.ledger.Recorded;
import dev.gambeson.registry.ledger.Target;
import dev.gambeson.response.route.LogStream;
import dev.gambeson.response.route.RouteSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class LedgerCarrierTest {
  @TempDir Path folder;
  private LogServer server;
  private LedgerKey key;
  private Ledger ledger;

  @BeforeEach
  void open() throws IOException {
    server = new LogServer(0);
    key = LedgerKey.create(folder.resolve("key"), "gambeson/test", new SecureRandom());
    ledger = Ledger.open(folder.resolve("ledger"), key, Clock.systemUTC());
  }

  @AfterEach
  void close() {
    ledger.close();
    server.close();
  }

  private LogStream stream() {
    return LogStream.open(
        new RouteSettings.Syslog(
            RouteSettings.Syslog.Transport.TCP,
            "127.0.0.1",
            server.port(),
            Optional.empty(),
            Optional.empty(),
            Optional.of("gw1"),
            Optional.empty(),
            Optional.of(Duration.ofSeconds(20))));
  }

  private LedgerCarrier carrier(LogStream stream) {
    return new LedgerCarrier(
        folder.resolve("ledger"), folder.resolve("sent"), stream, Clock.systemUTC());
  }

  private void write(int number) {
    for (int i = 0; i < number; i++) {
      var _ =
          ledger.append(
              new Entry(
                  Actor.of("anna"),
                  "gateway.test",
                  Target.of("gateway", "node"),
                  Entry.Outcome.SUCCEEDED,
                  Map.of("round", Detail.number(i))));
    }
    var _ = ledger.checkpoint();
  }

  @Test
  void entriesAndTheirCheckpointArriveAsTheyStandInTheLedger() throws Exception {
    write(300);
    try (LogStream stream = stream()) {
      LedgerCarrier carrier = carrier(stream);
      carrier.look();
      assertThat(carrier.waiting()).isZero();
      eventually(() -> server.messages().size() == 301);
    }
    List<String> got = server.messages();
    for (int i = 0; i < 300; i++) {
      String message = got.get(i);
      assertThat(message).contains(" gw1 gambeson - ledger [gambeson@32473 index=\"" + i + "\"] ");
      byte[] body = message.substring(message.indexOf("] ") + 2).getBytes(StandardCharsets.UTF_8);
      assertThat(body).isEqualTo(ledger.entry(i).bytes());
      assertThat(Recorded.parse(body).action()).isEqualTo("gateway.test");
    }
    String last = got.getLast();
    String note =
        JsonMapper.shared()
            .readTree(last.substring(last.indexOf("] ") + 2))
            .path("checkpoint")
            .asString();
    Checkpoint checkpoint =
        Checkpoint.parse(note.getBytes(StandardCharsets.UTF_8), "what came over syslog");
    assertThat(checkpoint.size()).isEqualTo(300);
    assertThat(checkpoint.signedBy(key.verifier())).isTrue();
  }

  @Test
  void whatAServerThatWentMayHaveLostIsSentAgain() throws Exception {
    write(5);
    try (LogStream stream = stream()) {
      LedgerCarrier carrier = carrier(stream);
      carrier.look();
      eventually(() -> server.messages().size() == 6);
      int port = server.port();
      server.close();
      write(5);
      eventually(() -> {
        carrier.look();
        return carrier.waiting() > 0;
      });
      assertThat(carrier.since(java.time.Instant.now())).isPositive();

      server = new LogServer(port);
      eventually(() -> {
        carrier.look();
        return carrier.waiting() == 0;
      });
      eventually(() -> server.messages().stream().anyMatch(m -> m.contains("index=\"9\"")));
      assertThat(server.messages().getFirst()).contains("index=\"0\"");
    }
  }

  @Test
  void itGoesOnWhereItWasAndRepeatsOneRoundAtMost() throws Exception {
    write(4);
    try (LogStream stream = stream()) {
      LedgerCarrier carrier = carrier(stream);
      carrier.look();
      write(3);
      carrier.look();
      eventually(() -> server.messages().size() == 9);
    }
    try (LogStream stream = stream()) {
      write(1);
      carrier(stream).look();
      eventually(() -> server.messages().size() == 9 + 3 + 1 + 1);
      assertThat(server.messages().get(9)).contains("index=\"4\"");
    }
  }
}
