package dev.gambeson.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gambeson.server.admin.Visitor;
import dev.gambeson.server.grpc.ReadyByGrpc;
import dev.gambeson.server.state.RedisServerForTests;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole gateway says that it is not ready while it would refuse everybody, at each of its doors
/// and without a word why, and that it is ready when it would not.
class WholeReadinessTest {
  private static final String READY = "/v2/health/ready";
  private static final String CLOSED =
      """
        partner:
          limits: {client: [{permits: 1000, per: PT1S}], when-lost: closed}
      """;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @AfterAll
  static void stop() {
    HTTP.shutdownNow();
  }

  private static HttpResponse<String> get(int port, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static void eventually(String what, Callable<Boolean> holds) throws Exception {
    long begin = System.nanoTime();
    while (!holds.call() && System.nanoTime() - begin < 30_000_000_000L) {
      Thread.sleep(20);
    }
    assertThat(holds.call()).as(what).isTrue();
  }

  private static boolean ready(WholeGateway gateway) throws Exception {
    return get(gateway.dataPort(), READY).statusCode() == 200;
  }

  private static String audit(String mode) {
    return WholeGateway.POLICY + "audit: {%s}\n".formatted(mode);
  }

  private static void requireFull() {
    assumeTrue(Files.exists(Path.of("/dev/full")), "this system has no /dev/full");
  }

  private static Visitor admin(WholeGateway gateway) throws Exception {
    Visitor admin = new Visitor(gateway.console().toString());
    String token = gateway.server().setupToken().orElseThrow();
    HttpResponse<String> in =
        admin.post(
            "/session/set-up",
            "{\"name\":\"admin\",\"token\":\"%s\",\"password\":\"velvet-anchor-74-quince\"}"
                .formatted(token));
    assertThat(in.statusCode()).as(in.body()).isEqualTo(200);
    return admin;
  }

  @Test
  void withoutALedgerThatIsRequiredNoDoorSaysReadyAndOnlyTheConsoleSaysWhy() throws Throwable {
    requireFull();
    try (WholeGateway gateway = new WholeGateway("", audit("mode: required"));
        Visitor admin = admin(gateway)) {
      String key = gateway.key("ready", "scorer");
      assertThat(WholeDiskTest.ask(gateway, key).statusCode()).isEqualTo(200);
      assertThat(get(gateway.dataPort(), READY).statusCode()).isEqualTo(200);
      assertThat(get(gateway.metricsPort(), "/health/ready").statusCode()).isEqualTo(200);
      assertThat(ReadyByGrpc.server(gateway.grpcPort())).isTrue();
      assertThat(ReadyByGrpc.model(gateway.grpcPort(), key)).isTrue();
      assertThat(admin.get("/overview").body()).doesNotContain("answers nobody");

      WholeDiskTest.fill(gateway);
      assertThat(WholeDiskTest.ask(gateway, key).statusCode()).isEqualTo(503);

      HttpResponse<String> refused = get(gateway.dataPort(), READY);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).isEmpty();
      assertThat(get(gateway.metricsPort(), "/health/ready").statusCode()).isEqualTo(503);
      assertThat(gateway.server().metrics()).contains("gambeson_ready 0.0");
      assertThat(ReadyByGrpc.server(gateway.grpcPort())).isFalse();
      assertThat(ReadyByGrpc.model(gateway.grpcPort(), key)).isFalse();
      assertThat(get(gateway.dataPort(), "/v2/models/credit/ready", "x-api-key", key).statusCode())
          .isEqualTo(503);
      assertThat(get(gateway.dataPort(), "/v2/health/live").statusCode()).isEqualTo(200);
      assertThat(admin.get("/overview").body())
          .contains("This node answers nobody: decisions cannot be written down");
    }
  }

  @Test
  void itIsReadyAgainWhenTheDiskOfInputsTakesThemOrThePolicyAsksForTheLedgerNoMore()
      throws Throwable {
    requireFull();
    Path policy = folder.resolve("policy.yaml");
    String before = audit("mode: required, inputs: encrypt");
    Files.writeString(policy, before);
    String settings = "data: {port: 0}\nadmin: {port: 0}\npolicy: %s\n".formatted(policy);
    try (WholeGateway gateway = new WholeGateway(settings, before)) {
      String key = gateway.key("ready", "scorer");
      assertThat(WholeDiskTest.ask(gateway, key).statusCode()).isEqualTo(200);
      Path payloads = gateway.folder().resolve("state/payloads");
      Path away = gateway.folder().resolve("away");
      Files.move(payloads, away);
      assertThat(WholeDiskTest.ask(gateway, key).statusCode()).isEqualTo(503);
      assertThat(ready(gateway)).isFalse();
      Files.move(away, payloads);
      eventually("ready again", () -> ready(gateway));
      assertThat(WholeDiskTest.ask(gateway, key).statusCode()).isEqualTo(200);

      WholeDiskTest.fill(gateway);
      assertThat(WholeDiskTest.ask(gateway, key).statusCode()).isEqualTo(503);
      assertThat(ready(gateway)).isFalse();
      Files.writeString(policy, audit("mode: async"));
      eventually("ready again", () -> ready(gateway));
      assertThat(WholeDiskTest.ask(gateway, key).statusCode()).isEqualTo(200);
      assertThat(ready(gateway)).as("with a ledger that nobody requires").isTrue();
    }
  }

  @Test
  void withoutRedisItIsNotReadyWhereEveryClassIsClosedThen() throws Throwable {
    Path policy = folder.resolve("policy.yaml");
    String closed = WholeGateway.POLICY.replace("  partner: {}\n", CLOSED);
    Files.writeString(policy, closed);
    try (RedisServerForTests redis = new RedisServerForTests();
        WholeGateway gateway = new WholeGateway(on(redis, policy), closed)) {
      String key = gateway.key("ready", "scorer");
      eventually("answers", () -> WholeDiskTest.ask(gateway, key).statusCode() == 200);
      eventually("ready", () -> ready(gateway));

      redis.stop();
      eventually("not ready", () -> !ready(gateway));
      eventually("refuses", () -> WholeDiskTest.ask(gateway, key).statusCode() == 429);
      redis.start();
      eventually("ready again", () -> ready(gateway));
      eventually("answers again", () -> WholeDiskTest.ask(gateway, key).statusCode() == 200);

      redis.stop();
      eventually("not ready", () -> !ready(gateway));
      Files.writeString(policy, closed + "  other: {}\n");
      eventually("ready: a class is still answered", () -> ready(gateway));
    }
  }

  private static String on(RedisServerForTests redis, Path policy) {
    return """
    data: {port: 0}
    admin: {port: 0}
    policy: %s
    state: {folder: state, redis: "%s"}
    """
        .formatted(policy, redis.address());
  }
}
