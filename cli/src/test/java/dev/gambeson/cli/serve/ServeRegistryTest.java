package dev.gambeson.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.cli.TinyCase;
import dev.gambeson.core.Seed;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.data.DataFiles;
import dev.gambeson.data.FeatureSpaces;
import dev.gambeson.data.Labels;
import dev.gambeson.model.nn.NetworkClassifier;
import dev.gambeson.model.nn.TrainingOptions;
import dev.gambeson.server.GatewayServer;
import dev.gambeson.server.identity.KeyGrant;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole gateway follows a real registry: among the versions that are listed, and beyond them
/// where it may.
class ServeRegistryTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String ROW = "{\"rows\":[{\"age\":30,\"income\":1000,\"job\":\"cook\"}]}";

  @TempDir private Path folder;

  @AfterAll
  static void stop() {
    HTTP.close();
  }

  private static void done(Object... args) {
    TinyCase.Ran ran = TinyCase.run(Stream.of(args).map(Object::toString).toList());
    assertThat(ran.code()).as("%s%n%s", List.of(args), ran.err()).isZero();
  }

  private void registry(Object... command) {
    List<Object> args = new ArrayList<>(List.of("registry"));
    args.addAll(Arrays.asList(command));
    args.addAll(
        List.of(
            "--registry", folder.resolve("registry"), "--token-file", folder.resolve("a.token")));
    done(args.toArray());
  }

  /// A registry in which an admin may do everything, and a service may fetch.
  private void found() throws Exception {
    Path keys = folder.resolve("keys");
    done("registry", "init", "--registry", folder.resolve("registry"), "--keys", keys);
    try (Stream<Path> files = Files.list(keys)) {
      Path token =
          files.filter(f -> f.toString().endsWith("-admin.token")).findFirst().orElseThrow();
      Files.copy(token, folder.resolve("a.token"), StandardCopyOption.COPY_ATTRIBUTES);
    }
    user("ci", "service");
    user("mia", "ml-engineer");
    Path policy =
        Files.writeString(
            folder.resolve("registry-policy.yaml"),
            """
            schema: gambeson/registry-policy/1
            model:
              verified: {}
              live: {}
            """);
    registry("policy", "set", policy);
  }

  private void user(String name, String role) {
    registry("user", "add", name, "--role", role, "--token-out", folder.resolve(name + ".token"));
  }

  private void live(int number, Path model) {
    Path token = folder.resolve("mia.token");
    for (Object[] step :
        new Object[][] {
          {"add", "fraud", model, "--kind", "model"},
          {"promote", "fraud@" + number, "verified"},
          {"promote", "fraud@" + number, "live"}
        }) {
      List<Object> args = new ArrayList<>(List.of("registry"));
      args.addAll(Arrays.asList(step));
      args.addAll(List.of("--registry", folder.resolve("registry"), "--token-file", token));
      done(args.toArray());
    }
  }

  /// Another model file of the same inputs in a folder of its own, which answers as the first one
  /// does or the very opposite.
  private Path model(String name, boolean inverted) throws Exception {
    Dataset train = DataFiles.read(folder.resolve("train.csv"));
    FeatureSpace space =
        FeatureSpaces.learn(train, List.of("age", "income", "job"), Set.of(), Map.of());
    int[] labels = Labels.of(train, "y", List.of("0", "1")).truth();
    if (inverted) {
      Arrays.setAll(labels, i -> 1 - labels[i]);
    }
    NetworkClassifier model =
        NetworkClassifier.train(
            space,
            space.encode(train),
            labels,
            List.of("0", "1"),
            TrainingOptions.of(8).epochs(10),
            new Seed(1));
    Path home = Files.createDirectories(folder.resolve(name));
    Files.write(home.resolve("model.onnx"), model.network().toOnnx("input_of_" + name));
    Files.writeString(home.resolve("steps.json"), model.encoder().preprocessing().toJson());
    return home;
  }

  private GatewayServer gateway(String load) throws Exception {
    Files.writeString(
        folder.resolve("policy.yaml"),
        """
        access:
          roles:
            scorer: [{models: [tiny], actions: [infer, metadata]}]
        classes:
          partner: {}
        """);
    Path file =
        Files.writeString(
            folder.resolve("serve.yaml"),
            """
            serve:
              data: {port: 0}
              admin: {port: 0}
              state: {folder: state}
              policy: policy.yaml
              models:
                - name: tiny
                  reference: train.csv
                  label: y
                  ignore: [sex]
                  versions: [{version: "1", file: model.onnx, preprocessing: steps.json}]
                  registry: {folder: registry, token: ci.token, name: fraud%s}
            """
                .formatted(load));
    return ServeCommand.start(ServeSection.read(file), file);
  }

  private static String key(GatewayServer server) {
    return server.issueKey(
        new KeyGrant(
            "bank", "desk", "partner", Set.of("scorer"), Map.of(), Set.of(), Set.of(), "test"),
        Duration.ofHours(1));
  }

  /// What answers; the question is counted as answered well.
  private static String version(GatewayServer server, String key) throws Exception {
    HttpResponse<String> reply =
        HTTP.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + server.dataPort() + "/v1/models/tiny/predict"))
                .header("authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofString(ROW))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return reply.body().replaceFirst("(?s).*\"version\":\"([^\"]*)\".*", "$1");
  }

  private static void eventually(String what, Callable<Boolean> holds) throws Exception {
    long begin = System.nanoTime();
    while (!holds.call() && System.nanoTime() - begin < 90_000_000_000L) {
      Thread.sleep(100);
    }
    assertThat(holds.call()).as(what).isTrue();
  }

  private static boolean told(GatewayServer server, String check, String text) {
    return server.alerts(100).stream()
        .anyMatch(a -> a.check().equals(check) && a.message().contains(text));
  }

  @Test
  void whatBecomesLiveThereIsLoadedComparedAndServedAndWhatIsNotCleanIsRefused() throws Exception {
    TinyCase.in(folder);
    found();
    Path first = Files.createDirectories(folder.resolve("m1"));
    Files.copy(folder.resolve("model.onnx"), first.resolve("model.onnx"));
    Files.copy(folder.resolve("steps.json"), first.resolve("steps.json"));
    live(1, first);
    String load = ", load: {file: model.onnx, preprocessing: steps.json}";
    try (GatewayServer server = gateway(load)) {
      String key = key(server);
      assertThat(version(server, key)).isEqualTo("1");

      live(2, model("m2", false));
      eventually("the second", () -> version(server, key).equals("registry-2"));

      Path bad = model("m3", false);
      Files.write(
          bad.resolve("model.onnx"), "cos\nsystem\n(S'id'\ntR.".getBytes(StandardCharsets.UTF_8));
      live(3, bad);
      eventually("refused", () -> told(server, "GB-SRV-010", "fraud@3"));
      assertThat(version(server, key)).isEqualTo("registry-2");
      assertThat(folder.resolve("state/registry/tiny/registry-3")).doesNotExist();

      live(4, model("m4", true));
      eventually("compared", () -> told(server, "GB-MON-011", ""));
      assertThat(server.alerts(100).stream().filter(a -> a.check().equals("GB-MON-011")))
          .extracting(Alert::subject)
          .allMatch(s -> s.version().equals("registry-4"));
      eventually("rolled back", () -> version(server, key).equals("registry-2"));
    }
    Path away = folder.resolve("elsewhere");
    Files.move(folder.resolve("registry"), away);
    try (GatewayServer server = gateway(load)) {
      String key = key(server);
      assertThat(version(server, key)).as("the registry is away").isEqualTo("registry-2");
    }
  }

  @Test
  void withoutTheSwitchWhatIsNotListedIsToldAndNotLoaded() throws Exception {
    TinyCase.in(folder);
    found();
    live(1, model("m1", false));
    try (GatewayServer server = gateway("")) {
      String key = key(server);
      eventually("told", () -> told(server, "GB-SRV-010", "none of its files"));
      assertThat(version(server, key)).isEqualTo("1");
    }
  }
}
