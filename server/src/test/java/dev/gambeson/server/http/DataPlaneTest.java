package dev.gambeson.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.guard.limit.BanList;
import dev.gambeson.guard.limit.BanPolicy;
import dev.gambeson.guard.limit.InFlight;
import dev.gambeson.guard.limit.LimitPolicy;
import dev.gambeson.guard.limit.MemoryRateStore;
import dev.gambeson.guard.limit.RateLimit;
import dev.gambeson.guard.limit.RateLimiter;
import dev.gambeson.server.gateway.Admission;
import dev.gambeson.server.gateway.Guards;
import dev.gambeson.server.gateway.LimitAdmission;
import dev.gambeson.server.gateway.Spending;
import dev.gambeson.server.gateway.Terms;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataPlaneTest {
  private static final String TENSORS =
      """
      {"id":"x1","inputs":[
        {"name":"age","datatype":"INT64","shape":[2],"data":[80,20]},
        {"name":"country","datatype":"BYTES","shape":[2,1],"data":[["DE"],["FR"]]}]}
      """;
  private Gateway gateway;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void start() {
    gateway = new Gateway().start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    http.close();
  }

  private HttpResponse<String> send(String method, String path, String key, String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!key.isEmpty()) {
      request.header("authorization", "Bearer " + key);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void tensorsAreAnswered() throws Exception {
    HttpResponse<String> reply = send("POST", "/v2/models/credit/infer", Gateway.KEY, TENSORS);
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.body())
        .isEqualTo(
            """
            {"model_name":"credit","model_version":"3","id":"x1","outputs":[{"name":"label","datatype":"BYTES","shape":[2],"data":["yes","no"]},{"name":"probabilities","datatype":"FP32","shape":[2,2],"data":[0.19999999,0.8,0.8,0.2]}]}\
            """
                .strip());
    assertThat(reply.headers().firstValue("x-gambeson-request-id")).contains("r1");
  }

  @Test
  void aClientIsToldWhatIsLeftOfItsRate() throws Exception {
    LimitPolicy limits = LimitPolicy.perClient(RateLimit.of(3, Duration.ofHours(1)));
    gateway.terms =
        new Terms(
            1 << 20,
            100,
            new LimitAdmission(
                new RateLimiter(Map.of(), limits, new MemoryRateStore(10, System::nanoTime)),
                limits,
                new InFlight(),
                new BanList(BanPolicy.defaults(), 10, _ -> {}),
                InstantSource.system()),
            Guards.NONE,
            Spending.FREE);
    HttpResponse<String> first = send("POST", "/v2/models/credit/infer", Gateway.KEY, TENSORS);
    assertThat(first.headers().firstValue("RateLimit-Policy")).contains("\"client\";q=3;w=3600");
    assertThat(first.headers().firstValue("RateLimit")).contains("\"client\";r=2");
    HttpResponse<String> second = send("POST", "/v2/models/credit/infer", Gateway.KEY, TENSORS);
    assertThat(second.statusCode()).as("its second row is one too many").isEqualTo(429);
    HttpResponse<String> third = send("POST", "/v2/models/credit/infer", Gateway.KEY, TENSORS);
    assertThat(third.headers().firstValue("RateLimit").orElseThrow())
        .matches("\"client\";r=0;t=1[12][0-9]{2}");
    assertThat(third.headers().firstValue("Retry-After").orElseThrow()).matches("1[12][0-9]{2}");
  }

  @Test
  void withoutALimitNothingIsSaidOfOne() throws Exception {
    HttpResponse<String> reply = send("POST", "/v2/models/credit/infer", Gateway.KEY, TENSORS);
    assertThat(reply.headers().map().keySet()).noneMatch(h -> h.startsWith("ratelimit"));
  }

  @Test
  void plainRowsAreAnswered() throws Exception {
    HttpResponse<String> reply =
        send(
            "POST", "/v1/models/credit/predict", Gateway.KEY, "{\"age\": 80, \"country\": \"DE\"}");
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.body())
        .isEqualTo(
            "{\"model\":\"credit\",\"version\":\"3\",\"predictions\":[{\"label\":\"yes\",\"probabilities\":{\"no\":0.19999999,\"yes\":0.8}}]}");
  }

  @Test
  void binaryTensorsAreReadAndAnsweredInKind() throws Exception {
    String json =
        "{\"parameters\":{\"binary_data_output\":true},\"inputs\":[{\"name\":\"age\",\"datatype\":\"FP64\",\"shape\":[1],\"parameters\":{\"binary_data_size\":8}},"
            + "{\"name\":\"country\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"DE\"]}]}";
    byte[] body = java.util.Arrays.copyOf(json.getBytes(StandardCharsets.UTF_8), json.length() + 8);
    ByteBuffer.wrap(body, json.length(), 8).order(ByteOrder.LITTLE_ENDIAN).putDouble(80);
    HttpResponse<byte[]> reply =
        http.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + gateway.port() + "/v2/models/credit/infer"))
                .header("x-api-key", Gateway.KEY)
                .header("Inference-Header-Content-Length", String.valueOf(json.length()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(reply.statusCode()).isEqualTo(200);
    int header =
        Integer.parseInt(
            reply.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
    ByteBuffer tail =
        ByteBuffer.wrap(reply.body(), header, reply.body().length - header)
            .order(ByteOrder.LITTLE_ENDIAN);
    assertThat(tail.getInt()).isEqualTo(3);
    tail.position(tail.position() + 3);
    tail.getFloat();
    assertThat(tail.getFloat()).isEqualTo(0.8f);
  }

  @Test
  void metadataServerAndHealthAreAnswered() throws Exception {
    assertThat(send("GET", "/v2", "", "").body()).contains("\"name\":\"gambeson\"");
    assertThat(send("GET", "/v2/health/live", "", "").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/v2/health/ready", "", "").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/v2/models/credit/ready", Gateway.KEY, "").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/v2/models/credit/versions/3", Gateway.KEY, "").body())
        .contains(
            "\"versions\":[\"3\"]", "{\"name\":\"age\",\"datatype\":\"FP64\",\"shape\":[-1]}");
  }

  @Test
  void everyRouteButHealthNeedsSomebodyKnown() throws Exception {
    for (Route route : Route.values()) {
      String path =
          switch (route) {
            case LIVE, READY, SERVER, SIGNING_KEYS -> "";
            case MODEL -> "/v2/models/credit";
            case MODEL_READY -> "/v2/models/credit/ready";
            case INFER -> "/v2/models/credit/infer";
            case PREDICT -> "/v1/models/credit/predict";
            case EXPLAIN -> "/v1/models/credit/explain";
            case LABELS -> "/v2/models/credit/labels";
          };
      if (path.isEmpty()) {
        assertThat(route.action()).isEmpty();
        continue;
      }
      for (String key : new String[] {"", "gbk_bad", "junk"}) {
        HttpResponse<String> reply = send(route.method(), path, key, "");
        assertThat(reply.statusCode()).as(path).isEqualTo(401);
        assertThat(reply.body()).isEqualTo("{\"error\":\"Not authenticated.\"}");
      }
      assertThat(
              send(route.method(), path.replace("credit", "secret"), Gateway.KEY, "").statusCode())
          .as("without the role")
          .isEqualTo(403);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/v2/repository/index",
        "/v2/repository/models/credit/load",
        "/v2/repository/models/credit/unload",
        "/v2/models",
        "/v2/models/credit/versions",
        "/v2/models/credit/versions/3/labels",
        "/v1/models/credit",
        "/invocations",
        "/metrics",
        "/v2/models/credit/infer/x",
        "/v2/models/credit/generate",
        "/v2/health"
      })
  void whatIsNoRouteIsNotFoundAndOnlyForSomebodyKnown(String path) throws Exception {
    assertThat(send("POST", path, "", "{}").statusCode()).isEqualTo(401);
    HttpResponse<String> reply = send("POST", path, Gateway.KEY, "{}");
    assertThat(reply.statusCode()).isEqualTo(404);
    assertThat(reply.body()).startsWith("{\"error\":");
  }

  @Test
  void otherMethodsAreTold() throws Exception {
    HttpResponse<String> reply = send("DELETE", "/v2/models/credit/infer", Gateway.KEY, "");
    assertThat(reply.statusCode()).isEqualTo(405);
    assertThat(reply.headers().firstValue("allow")).contains("POST");
  }

  @Test
  void brokenBodiesAreToldInOneShape() throws Exception {
    for (String body : new String[] {"", "{", "[1]", "{\"inputs\":3}", "\0"}) {
      HttpResponse<String> reply = send("POST", "/v2/models/credit/infer", Gateway.KEY, body);
      assertThat(reply.statusCode()).isEqualTo(400);
      assertThat(reply.body()).matches("\\{\"error\":\".*\"}");
    }
  }

  @Test
  void lateLabelsAreTaken() throws Exception {
    assertThat(
            send(
                    "POST",
                    "/v2/models/credit/labels",
                    Gateway.KEY,
                    "{\"labels\":[{\"id\":\"r1\",\"row\":1,\"label\":\"yes\"},{\"id\":\"r2\",\"label\":1}]}")
                .statusCode())
        .isEqualTo(202);
    assertThat(gateway.labels).hasSize(2);
    assertThat(
            send("POST", "/v2/models/credit/labels", Gateway.KEY, "{\"labels\":[{}]}").statusCode())
        .isEqualTo(400);
  }

  @Test
  void twoCredentialsAtOnceAreNone() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateway.port() + "/v2/models/credit"))
            .header("authorization", "Bearer " + Gateway.KEY)
            .header("x-api-key", Gateway.KEY)
            .build();
    assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(401);
  }

  @Test
  void aSwapOfThePolicyFailsNoRequest() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      gateway.digest = "policy-" + i;
      gateway.terms = new Terms(1 << 20, 100, Admission.FREE, Guards.NONE, Spending.FREE);
      all.add(
          http.sendAsync(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + gateway.port() + "/v2/models/credit/infer"))
                  .header("x-api-key", Gateway.KEY)
                  .POST(HttpRequest.BodyPublishers.ofString(TENSORS))
                  .build(),
              HttpResponse.BodyHandlers.ofString()));
      if (all.size() % 40 == 0) {
        all.getLast().join();
      }
    }
    assertThat(all).allSatisfy(r -> assertThat(r.join().statusCode()).isEqualTo(200));
  }

  private boolean busy() {
    return gateway.plane().connections() > 0 || gateway.plane().inFlight() > 0;
  }

  @Test
  void abortedRequestsLeaveNothingBehind() throws Exception {
    for (int i = 0; i < 100; i++) {
      try (RawSocket socket = new RawSocket(gateway.port())) {
        socket.send(
            "POST /v2/models/credit/infer HTTP/1.1\r\nHost: a\r\nx-api-key: gbk_good\r\nContent-Length: 100\r\n\r\n"
                + "x".repeat(i % 100));
      }
    }
    for (int i = 0; i < 400 && (gateway.log.size() < 100 || busy()); i++) {
      Thread.sleep(50);
    }
    assertThat(gateway.plane().connections()).isZero();
    assertThat(gateway.plane().inFlight()).isZero();
    assertThat(gateway.log.stream().filter(d -> d.reason().equals("client-gone")).count())
        .isEqualTo(100);
  }
}
