package dev.gambeson.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.config.SettingsReader;
import dev.gambeson.server.http.ServerTls;
import dev.gambeson.server.http.TlsFiles;
import dev.gambeson.server.serving.InferencePool;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A model server behind the gateway over TLS, as the settings say, with real certificates.
class UpstreamTlsTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final TestPki HOUSE = new TestPki("house");
  private static final TestPki STRANGE = new TestPki("house");
  private static final FeatureSpace SPACE =
      new FeatureSpace(List.of(new Feature.Numeric("x", false, 0, 10, 1, false)));
  private static final String METADATA =
      "{\"name\":\"fraud\",\"versions\":[\"1\"],\"platform\":\"x\",\"inputs\":[{\"name\":\"in\",\"datatype\":\"FP32\",\"shape\":[-1,1]}],\"outputs\":[]}";
  @TempDir private Path folder;
  private Optional<HttpServer> server = Optional.empty();

  @AfterEach
  void stop() {
    server.ifPresent(s -> s.close().await());
  }

  @AfterAll
  static void end() {
    VERTX.close().await();
  }

  /// Starts the model server with a certificate; it demands one of the house.
  private int serve(TestPki.Issued shown, boolean old) {
    shown.write(folder, "upstream");
    HOUSE.authority().write(folder, "ca");
    HOUSE.issue("gateway").write(folder, "gateway");
    STRANGE.issue("gateway").write(folder, "strange");
    HttpServerOptions options = new HttpServerOptions();
    ServerTls.apply(
        options,
        new TlsFiles(
            folder.resolve("upstream.pem"),
            folder.resolve("upstream.key"),
            Optional.of(folder.resolve("ca.pem")),
            true),
        Duration.ofSeconds(5));
    if (old) {
      options.setEnabledSecureTransportProtocols(Set.of("TLSv1.1"));
    }
    HttpServer own =
        VERTX
            .createHttpServer(options)
            .requestHandler(UpstreamTlsTest::answer)
            .listen(0, "127.0.0.1")
            .await();
    server = Optional.of(own);
    return own.actualPort();
  }

  private static void answer(HttpServerRequest request) {
    if (!request.path().endsWith("/infer")) {
      request.response().end(METADATA);
      return;
    }
    request
        .body()
        .onSuccess(body -> {
          JsonNode shape = JsonMapper.shared().readTree(body.getBytes()).at("/inputs/0/shape/0");
          int rows = shape.asInt();
          String data = String.join(",", Collections.nCopies(rows, "0.75,0.25"));
          request
              .response()
              .end(
                  "{\"model_name\":\"fraud\",\"outputs\":[{\"name\":\"probabilities\",\"datatype\":\"FP32\",\"shape\":[%d,2],\"data\":[%s]}]}"
                      .formatted(rows, data));
        });
  }

  private ModelRoom.Loaded load(int port, String host, String more) {
    String yaml =
        """
        models:
          - name: fraud
            reference: train.csv
            versions:
              - version: "1"
                upstream: {urls: ["https://%s:%d"], classes: ["no", "yes"], timeout-millis: 20000%s}
        """
            .formatted(host, port, more);
    GatewaySettings settings = SettingsReader.read(yaml, GatewaySettings.class, "test");
    try (InferencePool pool = new InferencePool(1, 4)) {
      return new ModelRoom(VERTX, folder, folder, pool, InstantSource.system())
          .load(settings.models().getFirst(), _ -> table(), _ -> {}, _ -> List.of());
    }
  }

  private static ReferenceTable table() {
    double[] values = new double[300];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 10 + i / 300.0;
    }
    return new ReferenceTable(
        SPACE,
        new Rows(values.length, 1, values),
        new int[0],
        List.of("no", "yes"),
        Map.of(),
        "0".repeat(64));
  }

  private static final String MUTUAL = ", ca: ca.pem, certificate: gateway.pem, key: gateway.key";

  @Test
  void bothSidesShowTheirCertificates() {
    ModelRoom.Loaded loaded =
        load(serve(HOUSE.issue("up", "localhost"), false), "localhost", MUTUAL);
    assertThat(loaded.versions()).hasSize(1);
    loaded.versions().getFirst().close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "an authority that is not named",
        "a certificate of strangers",
        "a certificate that has ended",
        "a certificate for another name",
        "no certificate of ours",
        "a certificate of ours that it does not know",
        "an old protocol"
      })
  void certificatesThatDoNotFitAreRefused(String what) {
    TestPki.Issued shown =
        switch (what) {
          case "a certificate of strangers" -> STRANGE.issue("up", "localhost");
          case "a certificate that has ended" ->
              HOUSE.issue("up", Duration.ofHours(-1), "localhost");
          case "a certificate for another name" -> HOUSE.issue("up", "other.example");
          default -> HOUSE.issue("up", "localhost");
        };
    String ours =
        switch (what) {
          case "an authority that is not named" -> ", certificate: gateway.pem, key: gateway.key";
          case "no certificate of ours" -> ", ca: ca.pem";
          case "a certificate of ours that it does not know" ->
              ", ca: ca.pem, certificate: strange.pem, key: strange.key";
          default -> MUTUAL;
        };
    int port = serve(shown, what.equals("an old protocol"));
    assertThatThrownBy(() -> load(port, "localhost", ours)).hasMessageContaining("does not answer");
  }

  @Test
  void aNameThatLeadsToThisMachineOrToMetadataIsRefused() {
    for (String host :
        List.of("169.254.169.254", "[fd00:ec2::254]", "0.0.0.0", "100.100.100.200")) {
      assertThatThrownBy(() -> load(443, host, "")).as(host).hasMessageContaining("allow-local");
    }
  }

  @Test
  void halfAPairIsRefusedWithAWord() {
    assertThatThrownBy(() -> load(443, "localhost", ", certificate: gateway.pem"))
        .hasMessageContaining("come together");
  }
}
