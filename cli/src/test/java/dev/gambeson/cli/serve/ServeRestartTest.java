package dev.gambeson.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.cli.demo.FraudDemo;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.registry.ledger.LedgerKey;
import dev.gambeson.registry.ledger.LedgerVerifier;
import dev.gambeson.server.GatewayServer;
import dev.gambeson.server.identity.KeyGrant;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeRestartTest {
  @TempDir private Path folder;

  @Test
  void keysSuspicionsAndTheLedgerOutliveARestart() throws Exception {
    FraudDemo fraud = FraudDemo.prepare(folder);
    Path yaml = yaml(fraud.folder());
    DemoThief thief = new DemoThief(fraud.features(), new SplittableRandom(5));
    String key;
    String standing;
    try (GatewayServer server = ServeCommand.start(ServeSection.read(yaml), yaml)) {
      key = key(server);
      for (int i = 0; i < 30; i++) {
        gateway(server).ask(key, thief.json(thief.next()));
      }
      Thread.sleep(500); // the watch comes after the answers
      standing = server.standing("gang", "thief", "fraud");
      assertThat(standing).isNotEqualTo("clear");
    }
    try (GatewayServer server = ServeCommand.start(ServeSection.read(yaml), yaml)) {
      assertThat(server.standing("gang", "thief", "fraud")).isEqualTo(standing);
      int status = gateway(server).ask(key, thief.json(thief.next())).status();
      assertThat(status).as("known, whatever it may do now").isNotEqualTo(401);
    }
    assertThat(ledgerFaults(fraud.folder().resolve("state"))).isEmpty();
  }

  private static DemoGateway gateway(GatewayServer server) {
    return new DemoGateway(URI.create("http://127.0.0.1:" + server.dataPort()), "fraud");
  }

  private static String key(GatewayServer server) {
    return server.issueKey(
        new KeyGrant(
            "gang", "thief", "internal", Set.of("scorer"), Map.of(), Set.of(), Set.of(), ""),
        Duration.ofHours(1));
  }

  private static List<String> ledgerFaults(Path state) {
    try (Workers workers = new Workers(1)) {
      return LedgerVerifier.verify(
              new LedgerVerifier.Request(
                  state.resolve("ledger"),
                  Optional.of(LedgerKey.read(state.resolve("keys/ledger")).verifier()),
                  Optional.empty(),
                  List.of()),
              new CheckContext(Policy.defaults(), new Seed(1), workers, Progress.silent()))
          .stream()
          .filter(r -> r.outcome().filter(Outcome.Fail.class::isInstance).isPresent())
          .map(r -> r.summary())
          .toList();
    }
  }

  private static Path yaml(Path folder) throws IOException {
    Path file = folder.resolve("serve.yaml");
    Files.writeString(
        file,
        """
        serve:
          data: {port: 0}
          admin: {port: 0}
          state: {folder: state}
          models:
            - name: fraud
              reference: ../data/train.csv
              label: is_fraud
              ignore: [customer_sex]
              versions: [{version: "1", file: model.onnx, preprocessing: preprocessing.json}]
        """);
    return file;
  }
}
