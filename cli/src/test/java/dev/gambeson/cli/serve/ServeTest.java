package dev.gambeson.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.cli.demo.FraudDemo;
import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.ledger.LedgerReader;
import dev.gambeson.server.GatewayServer;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.identity.KeyGrant;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The gateway as `gambeson serve` starts it, with the demo's fraud model.
class ServeTest {
  @TempDir private static Path folder;
  private static FraudDemo fraud;
  private static GatewayServer server;
  private static DemoGateway gateway;

  @BeforeAll
  static void start() throws IOException {
    fraud = FraudDemo.prepare(folder);
    server = ServeCommand.start(ServeSection.read(yaml("")), yaml(""));
    gateway = new DemoGateway(URI.create("http://127.0.0.1:" + server.dataPort()), "fraud");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Path yaml(String more) throws IOException {
    Path file = fraud.folder().resolve("serve.yaml");
    Files.writeString(
        file,
        """
        serve:
          data: {port: 0}
          admin: {port: 0}
          metrics: {port: 0}
          state: {folder: state}
          models:
            - name: fraud
              reference: ../data/train.csv
              label: is_fraud
              ignore: [customer_sex]
              favourable: "0"
              groups: [customer_age]
              versions: [{version: "1", file: model.onnx, preprocessing: preprocessing.json}]
        """
            + more);
    return file;
  }

  private static String key(String client, String clientClass) {
    return key("bank", client, clientClass);
  }

  private static String key(String tenant, String client, String clientClass) {
    return server.issueKey(
        new KeyGrant(
            tenant, client, clientClass, Set.of("scorer"), Map.of(), Set.of(), Set.of(), ""),
        Duration.ofHours(1));
  }

  private static Map<String, Object> payment(int row) {
    return new DemoThief(fraud.features(), new SplittableRandom(1)).json(fraud.rows().row(row));
  }

  @Test
  void answersAsTheModelDoes() throws Exception {
    String key = key("shop", "internal");
    for (int row = 0; row < 50; row++) {
      DemoGateway.Said said = gateway.ask(key, payment(row));
      assertThat(said.status()).isEqualTo(200);
      assertThat(said.label()).hasValue(fraud.labels()[row]);
    }
  }

  @Test
  void eachClassGetsAsMuchOfAnAnswerAsThePolicySays() throws Exception {
    assertThat(gateway.ask(key("all", "internal"), payment(1)).score()).isNotNaN();
    DemoGateway.Said label = gateway.ask(key("crowd", "public"), payment(1));
    assertThat(label.label()).isPresent();
    assertThat(label.score()).isNaN();
  }

  @Test
  void withoutAKeyOrWithAWrongOneNothingIsAnswered() throws Exception {
    assertThat(gateway.ask("gbk_nobody", payment(1)).status()).isEqualTo(401);
  }

  @Test
  void aClassThatNoPolicyNamesGetsNothing() throws Exception {
    assertThat(gateway.ask(key("stray", "unheard-of"), payment(1)).status()).isEqualTo(403);
  }

  @Test
  void aRoleThatThePolicyDoesNotNameGetsNothing() throws Exception {
    String key =
        server.issueKey(
            new KeyGrant(
                "bank", "guest", "internal", Set.of("guest"), Map.of(), Set.of(), Set.of(), ""),
            Duration.ofHours(1));
    assertThat(gateway.ask(key, payment(1)).status()).isIn(403, 404);
  }

  @Test
  void aThiefIsSeenWithin150QueriesAndAnHonestClientIsNot() throws Exception {
    String honest = key("honest", "internal");
    for (int row = 0; row < 300; row++) {
      gateway.ask(honest, payment(row));
    }
    String key = key("gang", "thief", "internal");
    DemoThief thief = new DemoThief(fraud.features(), new SplittableRandom(5));
    int asked = 0;
    while (server.standing("gang", "thief", "fraud").equals("clear") && asked < 150) {
      gateway.ask(key, thief.json(thief.next()));
      asked++;
      Thread.sleep(2);
    }
    assertThat(server.standing("gang", "thief", "fraud")).isNotEqualTo("clear");
    assertThat(server.standing("bank", "honest", "fraud")).isEqualTo("clear");
  }

  @Test
  void everyDecisionIsInTheLedger() throws Exception {
    Path ledger = fraud.folder().resolve("state/ledger");
    long before = size(ledger);
    String key = key("counted", "internal");
    for (int row = 0; row < 20; row++) {
      gateway.ask(key, payment(row));
    }
    for (int i = 0; i < 50 && size(ledger) < before + 20; i++) {
      Thread.sleep(100); // a checkpoint a second
    }
    assertThat(size(ledger)).isGreaterThanOrEqualTo(before + 20);
  }

  private static long size(Path ledger) {
    return LedgerReader.open(ledger).checkpoint().size();
  }

  /// `gambeson_front_rejected_total` is there once the front filter has refused something.
  @Test
  void everyMetricOfTheDashboardIsExported() throws Exception {
    gateway.ask(key("dash", "internal"), payment(2));
    try (Socket rude = new Socket("127.0.0.1", server.dataPort())) {
      rude.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      rude.getInputStream().readAllBytes();
    }
    String dashboard =
        Files.readString(
            Path.of(System.getProperty("gambeson.root", ".."), "deploy/grafana/gambeson.json"));
    Set<String> asked =
        Pattern.compile("gambeson_[a-z_]+")
            .matcher(dashboard)
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toSet());

    assertThat(asked).hasSizeGreaterThan(15);
    for (int i = 0; i < 100 && !server.metrics().contains("gambeson_golden_age"); i++) {
      Thread.sleep(200); // the numbers of the house are taken every 15 s
    }
    String exported = server.metrics();
    assertThat(asked)
        .filteredOn(name -> !name.startsWith("gambeson_golden_age"))
        .allSatisfy(name -> assertThat(exported).containsPattern("(?m)^" + name + "[{ ]"));
  }

  @Test
  void theConsoleAnswersAndAsksForALogIn() throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    HttpResponse<String> page =
        http.send(
            HttpRequest.newBuilder(URI.create(server.consoleAddress())).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("<title>");
    assertThat(server.setupToken()).isPresent();
    HttpResponse<String> closed =
        http.send(
            HttpRequest.newBuilder(URI.create(server.consoleAddress()).resolve("/api/v1/overview"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(closed.statusCode()).isEqualTo(401);
  }

  @Test
  void settingsThatServeNothingAreRefusedWithAWord() throws IOException {
    Path file = folder.resolve("empty.yaml");
    Files.writeString(file, "serve: {}\n");
    assertThatThrownBy(() -> ServeSection.read(file))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("nothing to serve");
    assertThatThrownBy(() -> ServeSection.read(folder.resolve("absent.yaml")))
        .hasMessageContaining("does not exist");
  }

  @Test
  void theModelAtTheTopOfTheFileIsServedWithItsTrainingData() throws IOException {
    Path file = folder.resolve("top.yaml");
    Files.writeString(
        file,
        """
        model: models/Fraud_v7.onnx
        preprocessing: steps.json
        data: {train: train.csv, label: is_fraud, favourable: 0, protected: [age]}
        """);
    GatewaySettings.Model model = ServeSection.read(file).models().getFirst();
    assertThat(model.name()).isEqualTo("fraud-v7");
    assertThat(model.reference()).isEqualTo(Path.of("train.csv"));
    assertThat(model.favourable()).hasValue("0");
    assertThat(model.groups()).hasValue(List.of("age"));
    assertThat(model.versions().getFirst().preprocessing()).hasValue(Path.of("steps.json"));
  }
}
