package dev.gambeson.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import dev.gambeson.server.GatewayServer;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.config.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// What stands in `deploy/` can be used: the chart renders with the real Helm and is as hardened as
/// it says; what it, the unit and the container file name exists in the program.
class DeployTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().resolveSibling(".").normalize();
  private static final Path CHART = ROOT.resolve("deploy/helm/gambeson");

  @BeforeAll
  static void helm() {
    String system = System.getProperty("os.name") + System.getProperty("os.arch");
    Assumptions.assumeTrue(system.equals("Linuxamd64"), "Helm's library is there for Linux amd64");
  }

  private static TemplateCommand chart() {
    return new Helm(CHART).template().withName("gw").withNamespace("ml").withKubeVersion("1.31.0");
  }

  private static List<JsonNode> rendered(TemplateCommand chart) {
    return new YAMLMapper()
        .readerFor(JsonNode.class).<JsonNode>readValues(chart.call()).readAll().stream()
            .filter(JsonNode::isObject)
            .toList();
  }

  private static JsonNode of(String kind, TemplateCommand chart) {
    return rendered(chart).stream()
        .filter(d -> d.path("kind").asString().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static String read(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  @Test
  void theChartPassesHelmsOwnLint() {
    var lint = new Helm(CHART).lint().strict().call();

    assertThat(lint.isFailed()).as(lint.getMessages().toString()).isFalse();
  }

  @Test
  void thePodHasNoMoreRightsThanItNeeds() {
    JsonNode pod = of("StatefulSet", chart()).at("/spec/template/spec");
    JsonNode container = pod.path("containers").path(0);

    assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/seccompProfile/type").asString())
        .isEqualTo("RuntimeDefault");
    assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(container.at("/securityContext/capabilities/drop/0").asString()).isEqualTo("ALL");
    assertThat(container.at("/resources/limits/memory").asString()).isNotEmpty();
    assertThat(container.path("ports").findValuesAsString("name"))
        .containsExactly("data", "metrics");
  }

  @Test
  void theNetworkPolicyLetsInOnlyTheDataPortAndOutOnlyNames() {
    JsonNode spec = of("NetworkPolicy", chart()).path("spec");

    assertThat(spec.path("policyTypes").toString()).contains("Ingress", "Egress");
    assertThat(spec.path("ingress").findValuesAsString("port")).containsExactly("data");
    assertThat(spec.path("egress").findValuesAsString("port")).containsExactly("53", "53");
  }

  @Test
  void whatTheChartMustKnowIsAskedFor() {
    assertThatThrownBy(() -> chart().set("replicas", 3).call())
        .hasMessageContaining("needs PostgreSQL");
    assertThatThrownBy(() -> chart().set("replica", 1).call()).hasMessageContaining("replica");
    assertThatThrownBy(() -> chart().set("heap", "much").call()).hasMessageContaining("heap");
  }

  @Test
  void optionsRender() {
    JsonNode container =
        of(
                "StatefulSet",
                chart()
                    .set("grpc", true)
                    .set("modelsClaim", "models")
                    .set("heap", "128m")
                    .set("secrets[0]", "webhooks")
                    .set("databasePassword.secret", "db"))
            .at("/spec/template/spec/containers/0");

    assertThat(container.path("ports").findValuesAsString("name")).contains("grpc");
    assertThat(container.path("env").findValuesAsString("name")).contains("GAMBESON_DB_PASSWORD");
    assertThat(container.path("env").findValuesAsString("value")).contains("-Xmx128m");
    assertThat(container.path("volumeMounts").findValuesAsString("mountPath"))
        .contains("/models", "/secrets/webhooks", "/state", "/etc/gambeson");
  }

  @Test
  void theProgramReadsEachVariableThatTheChartSets() throws IOException {
    Set<String> set = new HashSet<>();
    Matcher names =
        Pattern.compile("GAMBESON_[A-Z_]+")
            .matcher(read("deploy/helm/gambeson/templates/gateway.yaml"));
    names.results().map(MatchResult::group).forEach(set::add);
    String sources = sources("server/src/main/java") + sources("cli/src/main/java");

    assertThat(set).isNotEmpty().allSatisfy(name -> assertThat(sources).contains('"' + name + '"'));
  }

  private static String sources(String folder) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  @Test
  void whatIsInTheClearIsSaidInTheChart() {
    String settings = of("ConfigMap", chart()).at("/data/gambeson.yaml").asString();
    String said = "transport: {clear: [data, metrics]}";

    assertThat(settings).contains(said);
    assertThatThrownBy(() -> tried(settings.replace(said, "")))
        .hasMessageContaining("in the clear")
        .hasMessageContaining(said);
    assertThatThrownBy(() -> tried(settings))
        .hasMessageContaining("train.csv")
        .hasMessageNotContaining("in the clear");
  }

  /// Tries the chart's settings out, with a model whose table is not there.
  private static void tried(String settings) {
    String model = "[{name: m, reference: train.csv, versions: [{version: '1', file: m.onnx}]}]";
    JsonNode tree =
        new YAMLMapper().readTree(settings.replaceFirst("models: \\[\\]", "models: " + model));
    GatewaySettings read = SettingsReader.bind(tree.path("serve"), GatewaySettings.class, "chart");
    Path folder = ROOT.resolve("verification/target/chart-settings");
    GatewayServer.rehearse(
            read,
            folder,
            new GatewayServer.Surroundings(
                folder,
                m -> {
                  throw new IllegalStateException(m.reference().toString());
                },
                "",
                Clock.systemUTC(),
                new SecureRandom()))
        .close();
  }

  @Test
  void probesAskPathsThatAreServed() throws IOException {
    JsonNode container = of("StatefulSet", chart()).at("/spec/template/spec/containers/0");
    String listener =
        read("server/src/main/java/dev/gambeson/server/telemetry/MetricsListener.java");

    for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      String path = container.at("/" + probe + "/httpGet/path").asString();
      assertThat(path).as(probe).startsWith("/health/");
      assertThat(listener).as(probe).contains('"' + path + '"');
    }
  }

  @Test
  void containerAndUnitStartTheProgramInTheSameWay() throws IOException {
    String unit = read("deploy/systemd/gambeson.service");
    String container = read("deploy/Containerfile");
    String main = dev.gambeson.cli.Main.class.getName();

    for (String flag :
        List.of(
            main,
            "serve",
            "-Xmx256m",
            "-XX:MaxDirectMemorySize=96m",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+DisableAttachMechanism",
            "--enable-native-access=ALL-UNNAMED")) {
      assertThat(unit).contains(flag);
      assertThat(container).contains(flag);
    }
    assertThat(container).contains("USER 10001");
    assertThat(unit).contains("DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict");
  }
}
