package dev.gambeson.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.cli.demo.FraudDemo;
import dev.gambeson.server.GatewayServer;
import dev.gambeson.server.identity.KeyGrant;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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
    assertThat(LedgerOfTests.faults(fraud.folder().resolve("state"))).isEmpty();
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
