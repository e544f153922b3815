package dev.gambeson.cli.serve;

import dev.gambeson.cli.demo.FraudDemo;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.Seed;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.data.Rows;
import dev.gambeson.server.GatewayServer;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.identity.KeyGrant;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// The demonstration: the fraud model behind the gateway, four honest clients, and a thief.
final class ServeDemo {
  private static final String TENANT = "demo";
  private static final String PARTNER = "partner-ltd";
  private static final String THIEF = "price-tool";
  private static final List<String> HONEST =
      List.of("web-shop", "mobile-app", "branches", "call-centre");
  private static final Duration CALM = Duration.ofSeconds(8);

  private final Path folder;
  private final PrintWriter out;
  private final PrintWriter err;
  private final AtomicLong answered = new AtomicLong();

  ServeDemo(Path folder, PrintWriter out, PrintWriter err) {
    this.folder = folder;
    this.out = out;
    this.err = err;
  }

  int run() throws IOException, InterruptedException {
    say("Simulating payments and training a fraud model ...");
    FraudDemo fraud = FraudDemo.prepare(folder);
    Path file = write(fraud);
    GatewaySettings settings = ServeSection.read(file);
    say("Starting the gateway: learning what normal queries look like ...");
    try (ProcessEnd end = ProcessEnd.heard();
        GatewayServer server = ServeCommand.start(settings, file)) {
      out.println(Greeting.of(server));
      out.println();
      out.flush();
      play(server, fraud);
      end.await();
    }
    return ExitCode.CLEAN.code();
  }

  /// Makes the demo's model and settings.
  ///
  /// @return the settings
  static Path settings(Path folder) throws IOException {
    return write(FraudDemo.prepare(folder));
  }

  private static Path write(FraudDemo fraud) throws IOException {
    Path file = fraud.folder().resolve("serve.yaml");
    Files.writeString(file, yaml());
    return file;
  }

  private static String yaml() {
    return """
    # Written by `gambeson serve --demo`.
    serve:
      data: {port: 8080}
      admin: {port: 8090}
      state: {folder: gateway-state}
      models:
        - name: fraud
          reference: ../data/train.csv
          label: is_fraud
          ignore: [customer_sex]
          favourable: "0"
          groups: [customer_age]
          versions: [{version: "1", file: model.onnx, preprocessing: preprocessing.json}]
    """;
  }

  private void play(GatewayServer server, FraudDemo fraud) throws InterruptedException {
    DemoGateway gateway =
        new DemoGateway(URI.create("http://127.0.0.1:" + server.dataPort()), "fraud");
    DemoThief draws = new DemoThief(fraud.features(), new SplittableRandom(1));
    for (String name : HONEST) {
      String key = server.issueKey(grant(TENANT, name, "internal"), Duration.ofDays(1));
      Thread.ofVirtual().start(() -> honest(gateway, key, draws, fraud.rows(), name.hashCode()));
    }
    Thread.sleep(CALM);
    say(
        "%,d honest queries answered. Now '%s' begins to steal the model ..."
            .formatted(answered.get(), THIEF));
    String key = server.issueKey(grant(PARTNER, THIEF, "partner"), Duration.ofDays(1));
    steal(server, gateway, key, fraud);
  }

  private static KeyGrant grant(String tenant, String client, String clientClass) {
    return new KeyGrant(
        tenant, client, clientClass, Set.of("scorer"), Map.of(), Set.of(), Set.of(), "demo");
  }

  /// Asks about real payments, one after the other, and about one in ten twice.
  private void honest(DemoGateway gateway, String key, DemoThief form, Rows rows, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Map<String, Object> row = form.json(rows.row(random.nextInt(rows.count())));
        for (int i = random.nextInt(10) == 0 ? 2 : 1; i > 0; i--) {
          if (gateway.ask(key, row).status() == 200) {
            answered.incrementAndGet();
          }
        }
        Thread.sleep(20 + random.nextInt(60));
      }
    } catch (IOException | InterruptedException _) {
      Thread.currentThread().interrupt(); // the gateway has closed
    }
  }

  private void steal(GatewayServer server, DemoGateway gateway, String key, FraudDemo fraud)
      throws InterruptedException {
    DemoThief thief = new DemoThief(fraud.features(), new SplittableRandom(7));
    String standing = "clear";
    Optional<Alert> first = Optional.empty();
    for (int asked = 1; asked <= 1_500 && !standing.equals("blocked"); asked++) {
      try {
        double[] row = thief.next();
        DemoGateway.Said said = gateway.ask(key, thief.json(row));
        said.label().ifPresent(label -> thief.learnt(row, label));
      } catch (IOException e) {
        return;
      }
      if (first.isEmpty()) {
        first =
            server.alerts(50).stream()
                .filter(a -> a.subject().client().endsWith(THIEF))
                .findFirst();
        int queries = asked;
        first.ifPresent(a ->
            say(
                "after %d queries of the thief: %s. %s"
                    .formatted(queries, a.title(), a.message())));
      }
      String now = server.standing(PARTNER, THIEF, "fraud");
      if (!now.equals(standing)) {
        say("after %d queries of the thief: it is now %s".formatted(asked, now));
        standing = now;
      }
      Thread.sleep(15);
    }
    thief
        .fidelity(fraud.rows(), fraud.labels(), new Seed(3))
        .ifPresent(f ->
            say(
                "the thief got %d answers; a copy trained on them agrees with the model on %.0f %% (balanced; 50 %% is worthless)"
                    .formatted(thief.answers(), 100 * f)));
    say("The honest clients go on. Look at the console; Ctrl-C ends the demonstration.");
  }

  private void say(String text) {
    err.println(text);
    err.flush();
  }
}
