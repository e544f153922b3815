package dev.gambeson.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GatewaySettingsTest {
  private static final String GOOD =
      """
      data: {host: 0.0.0.0, port: 8443, tls: {certificate: server.pem, key: server.key}}
      trusted-proxies: [10.0.0.0/8]
      models:
        - name: fraud
          reference: train.csv
          label: is_fraud
          versions:
            - {version: "1", file: model.onnx}
            - version: "2"
              upstream: {urls: ["https://kserve.internal"], timeout-millis: 500}
          live: "1"
      """;

  @Test
  void readsWhatTheDocumentationShows() {
    GatewaySettings settings = read(GOOD);

    assertThat(settings.data().orElseThrow().port()).isEqualTo(8443);
    assertThat(settings.data().orElseThrow().loopback()).isFalse();
    assertThat(settings.trustedProxies().orElseThrow()).containsExactly("10.0.0.0/8");
    assertThat(settings.models().getFirst().reference()).isEqualTo(Path.of("train.csv"));
    assertThat(
            settings
                .models()
                .getFirst()
                .versions()
                .getLast()
                .upstream()
                .orElseThrow()
                .timeoutMillis())
        .hasValue(500);
    assertThat(settings.admin()).isEmpty();
  }

  @Test
  void anUnknownKeyIsNamedWithItsPlaceAndWhatIsKnown() {
    refuses(GOOD.replace("label:", "lable:"), "models.[0].lable", "label");
  }

  @Test
  void aVersionIsEitherAFileOrUpstream() {
    refuses(
        GOOD.replace("file: model.onnx", "file: m.onnx, upstream: {urls: [\"http://x\"]}"),
        "not both");
  }

  @Test
  void withoutAModelNothingIsServed() {
    refuses("data: {port: 80}", "no model");
  }

  @Test
  void aNameThatCouldMeanSomethingElsewhereIsRefused() {
    refuses(GOOD.replace("name: fraud", "name: ../etc"), "a-z, 0-9");
    refuses(GOOD.replace("name: fraud", "name: <script>"), "a-z, 0-9");
  }

  @Test
  void liveMustBeOneOfTheVersions() {
    refuses(GOOD.replace("live: \"1\"", "live: \"7\""), "live is '7'");
  }

  @Test
  void aPortOutOfRangeIsRefused() {
    refuses(GOOD.replace("8443", "84430"), "84430");
  }

  @Test
  void duplicateKeysAndBrokenYamlAreRefused() {
    refuses(GOOD + "\nmodels: []\n", "no valid YAML");
    refuses("models: [", "no valid YAML");
  }

  private static void refuses(String yaml, String... parts) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(GambesonException.class)
        .hasMessageContainingAll(parts);
  }

  private static GatewaySettings read(String yaml) {
    return SettingsReader.read(yaml, GatewaySettings.class, "gambeson.yaml");
  }
}
