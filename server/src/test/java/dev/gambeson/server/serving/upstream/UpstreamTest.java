package dev.gambeson.server.serving.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import dev.gambeson.server.serving.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Upstreams that behave, and upstreams that do not.
class UpstreamTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final List<String> CLASSES = List.of("good", "bad");
  private static final Rows TWO = Rows.of(new double[] {1, 2.5}, new double[] {3, 4});
  private static final String MATRIX =
      "{\"name\":\"fraud\",\"versions\":[\"1\"],\"platform\":\"x\",\"inputs\":[{\"name\":\"in\",\"datatype\":\"FP32\",\"shape\":[-1,2]}],\"outputs\":[]}";
  private static final String GOOD =
      "{\"model_name\":\"fraud\",\"outputs\":[{\"name\":\"probabilities\",\"datatype\":\"FP32\",\"shape\":[2,2],\"data\":[0.75,0.25,0.125,0.875]}]}";

  private final List<HttpServer> servers = new ArrayList<>();
  private final List<Upstream> open = new ArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  @TempDir Path folder;

  @AfterAll
  static void end() {
    VERTX.close().await();
  }

  @AfterEach
  void close() {
    open.forEach(Upstream::close);
    servers.forEach(s -> s.close().await());
  }

  /// A server that tells its metadata and does with requests for inference as the test says.
  private String serve(String metadata, Handler<HttpServerRequest> infer) {
    HttpServer server =
        VERTX
            .createHttpServer()
            .requestHandler(request -> {
              if (request.path().endsWith("/infer")) {
                asked.incrementAndGet();
                heads.add(request.path() + " " + request.headers());
                infer.handle(request);
              } else {
                request.response().end(metadata);
              }
            })
            .listen(0, "127.0.0.1")
            .await();
    servers.add(server);
    return "http://127.0.0.1:" + server.actualPort();
  }

  private void reply(HttpServerRequest request, String body) {
    request
        .body()
        .onSuccess(b -> {
          bodies.add(b.toString());
          request.response().end(body);
        });
  }

  private String good() {
    return serve(MATRIX, r -> reply(r, GOOD));
  }

  private static UpstreamSettings settings(List<String> addresses, Duration timeout) {
    return new UpstreamSettings(
        addresses,
        "fraud",
        Optional.empty(),
        new UpstreamSettings.Limits(timeout, Duration.ofMillis(500), 8, 16, 4096),
        new UpstreamSettings.Retries(3, 1),
        new UpstreamSettings.Breaker(3, Duration.ofMillis(200)),
        UpstreamSettings.Tls.USUAL,
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  private Upstream open(String... addresses) {
    return open(settings(List.of(addresses), Duration.ofSeconds(5)));
  }

  private Upstream open(UpstreamSettings settings) {
    Upstream upstream = Upstream.open(VERTX, "1", settings, Optional.empty(), CLASSES, _ -> {});
    open.add(upstream);
    return upstream;
  }

  private static String reason(Future<Answer> answer) {
    try {
      answer.await();
      return "answered";
    } catch (Unavailable e) {
      return e.reason();
    }
  }

  @Test
  void anAnswerComesBackFromAMatrix() {
    Upstream upstream = open(good());
    Answer answer = upstream.infer(TWO).await();
    assertThat(answer.scores()).containsExactly(0.75f, 0.25f, 0.125f, 0.875f);
    assertThat(answer.labels()).containsExactly(0, 1);
    assertThat(bodies)
        .containsExactly(
            "{\"inputs\":[{\"name\":\"in\",\"datatype\":\"FP32\",\"shape\":[2,2],\"data\":[1.0,2.5,3.0,4.0]}]}");
    assertThat(upstream.features().names()).containsExactly("x0", "x1");
    assertThat(upstream.ready()).isTrue();
  }

  @Test
  void columnsGoAsOneTensorEachAndCategoriesAsText() {
    String metadata =
        "{\"name\":\"fraud\",\"inputs\":[{\"name\":\"kind\",\"datatype\":\"BYTES\",\"shape\":[-1,1]},{\"name\":\"n\",\"datatype\":\"INT64\",\"shape\":[-1,1]}]}";
    FeatureSpace features =
        new FeatureSpace(
            List.of(
                new Feature.Numeric("n", true, 0, 9, 1, false),
                new Feature.Categorical("kind", List.of("a\"b", "ü"), false)));
    Upstream upstream =
        Upstream.open(
            VERTX,
            "1",
            settings(List.of(serve(metadata, r -> reply(r, GOOD))), Duration.ofSeconds(5)),
            Optional.of(features),
            CLASSES,
            _ -> {});
    open.add(upstream);
    Answer answer = upstream.infer(Rows.of(new double[] {7, 0}, new double[] {8, -1})).await();
    assertThat(answer.count()).isEqualTo(2);
    assertThat(bodies.getFirst())
        .contains(
            "\"name\":\"kind\",\"datatype\":\"BYTES\",\"shape\":[2,1],\"data\":[\"a\\\"b\",\"\"]")
        .contains("\"name\":\"n\",\"datatype\":\"INT64\",\"shape\":[2,1],\"data\":[7,8]");
    assertThat(reason(upstream.infer(Rows.of(new double[] {7.5, 0})))).isEqualTo("bad-input");
    assertThat(reason(upstream.infer(Rows.of(new double[] {Double.NaN, 0}))))
        .isEqualTo("bad-input");
  }

  @Test
  void tensorsGoAndComeInBinaryAsTritonDoes() {
    String json =
        "{\"model_name\":\"fraud\",\"outputs\":[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[2],\"parameters\":{\"binary_data_size\":8}}]}";
    Buffer body = Buffer.buffer(json).appendFloatLE(0.25f).appendFloatLE(0.5f);
    AtomicInteger right = new AtomicInteger();
    String address =
        serve(
            MATRIX,
            r ->
                r.body()
                    .onSuccess(b -> {
                      int header = Integer.parseInt(r.getHeader("inference-header-content-length"));
                      ByteBuffer raw =
                          ByteBuffer.wrap(b.getBytes(header, b.length()))
                              .order(ByteOrder.LITTLE_ENDIAN);
                      boolean same =
                          IntStream.range(0, 4)
                              .allMatch(i -> raw.getFloat(4 * i) == (float) TWO.values()[i]);
                      String head = b.getString(0, header);
                      right.addAndGet(
                          same
                                  && raw.remaining() == 16
                                  && head.contains("\"binary_data_size\":16")
                                  && head.contains("\"binary_data_output\":true")
                              ? 1
                              : 0);
                      r.response()
                          .putHeader(
                              "Inference-Header-Content-Length", String.valueOf(json.length()))
                          .end(body);
                    }));
    UpstreamSettings s = settings(List.of(address), Duration.ofSeconds(5));
    Upstream upstream = open(binary(s));
    assertThat(upstream.infer(TWO).await().scores()).containsExactly(0.75f, 0.25f, 0.5f, 0.5f);
    assertThat(right).hasValue(1);
  }

  private static UpstreamSettings binary(UpstreamSettings s) {
    return new UpstreamSettings(
        s.addresses(),
        s.model(),
        s.modelVersion(),
        s.limits(),
        s.retries(),
        s.breaker(),
        s.tls(),
        s.bearer(),
        true,
        s.preprocessing(),
        s.input(),
        s.output(),
        s.allowLocal());
  }

  @Test
  void labelsComeAsTextOrAsNumbers() {
    List<String> replies =
        List.of(
            "{\"outputs\":[{\"name\":\"label\",\"datatype\":\"BYTES\",\"shape\":[2],\"data\":[\"bad\",\"good\"]}]}",
            "{\"outputs\":[{\"name\":\"predict\",\"datatype\":\"INT64\",\"shape\":[2,1],\"data\":[[1],[0]]}]}");
    for (String text : replies) {
      Answer answer = open(serve(MATRIX, r -> reply(r, text))).infer(TWO).await();
      assertThat(answer.labels()).containsExactly(1, 0);
      assertThat(answer.scores()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{",
        "{}",
        "{\"outputs\":3}",
        "{\"outputs\":[]}",
        "{\"outputs\":[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[2,2],\"data\":[0.5,0.5,0.5]}]}",
        "{\"outputs\":[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[0.5,0.5]}]}",
        "{\"outputs\":[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[3,2],\"data\":[0.5,0.5,0.5,0.5,0.5,0.5]}]}",
        "{\"outputs\":[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[2,2],\"data\":[0.5,0.5,1e99,0.5]}]}",
        "{\"outputs\":[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[2,2],\"data\":[0.5,0.5,1.5,0.5]}]}",
        "{\"outputs\":[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[2,2],\"data\":[0.5,0.5,null,0.5]}]}",
        "{\"outputs\":[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[4294967296,4294967296],\"data\":[]}]}",
        "{\"outputs\":[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[-2,-2],\"data\":[0.5,0.5,0.5,0.5]}]}",
        "{\"outputs\":[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[2,2],\"parameters\":{\"binary_data_size\":2000000000}}]}",
        "{\"outputs\":[{\"name\":\"l\",\"datatype\":\"BYTES\",\"shape\":[2],\"data\":[\"good\",\"ugly\"]}]}",
        "{\"outputs\":[{\"name\":\"l\",\"datatype\":\"INT64\",\"shape\":[2],\"data\":[0,7]}]}",
        "{\"outputs\":[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[2,2],\"data\":[0.5,\"a\",0.5,0.5]}]}",
        "{\"outputs\":[],\"outputs\":[]}"
      })
  void anAnswerThatIsNoneIsAFailure(String body) {
    assertThat(reason(open(serve(MATRIX, r -> reply(r, body))).infer(TWO)))
        .isEqualTo("upstream-answer");
  }

  @Test
  void deeplyNestedDataNeitherHangsNorOverflows() {
    String bomb = "{\"outputs\":[{\"data\":" + "[".repeat(1500) + "]".repeat(1500) + "}]}";
    assertThat(reason(open(serve(MATRIX, r -> reply(r, bomb))).infer(TWO)))
        .isEqualTo("upstream-answer");
  }

  @Test
  void aHugeAnswerIsCutOffAtTheLimitWithAndWithoutALength() {
    String big = " ".repeat(10_000);
    assertThat(reason(open(serve(MATRIX, r -> reply(r, big))).infer(TWO)))
        .isEqualTo("upstream-too-large");
    AtomicInteger parts = new AtomicInteger();
    Upstream endless =
        open(
            serve(
                MATRIX,
                r -> {
                  r.response().setChunked(true);
                  VERTX.setPeriodic(
                      1,
                      t -> {
                        if (r.response().closed() || r.response().ended()) {
                          VERTX.cancelTimer(t);
                        } else {
                          parts.incrementAndGet();
                          r.response().write(" ".repeat(1000));
                        }
                      });
                }));
    assertThat(reason(endless.infer(TWO))).isEqualTo("upstream-too-large");
    assertThat(parts.get()).isLessThan(1000);
  }

  @Test
  void aSlowUpstreamCostsNoMoreThanTheTimeout() {
    Upstream upstream = open(settings(List.of(serve(MATRIX, _ -> {})), Duration.ofMillis(200)));
    long start = System.nanoTime();
    assertThat(reason(upstream.infer(TWO))).isEqualTo("upstream-timeout");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    assertThat(asked).as("a timeout is not repeated").hasValue(1);
  }

  @Test
  void anUpstreamThatDripsItsAnswerCostsNoMoreThanTheTimeout() {
    Upstream upstream =
        open(
            settings(
                List.of(
                    serve(
                        MATRIX,
                        r -> {
                          r.response().setChunked(true);
                          VERTX.setPeriodic(
                              20,
                              t -> {
                                if (r.response().closed()) {
                                  VERTX.cancelTimer(t);
                                } else {
                                  r.response().write(" ");
                                }
                              });
                        })),
                Duration.ofMillis(200)));
    assertThat(reason(upstream.infer(TWO))).isEqualTo("upstream-timeout");
  }

  @Test
  void halfAnAnswerIsNoAnswer() {
    Upstream upstream =
        open(
            serve(
                MATRIX,
                r -> {
                  r.response().putHeader("content-length", "500").write(GOOD.substring(0, 50));
                  VERTX.setTimer(30, _ -> r.connection().close());
                }));
    assertThat(reason(upstream.infer(TWO))).isEqualTo("upstream-lost");
    assertThat(asked).as("it had begun to answer").hasValue(1);
  }

  @Test
  void aConnectionThatBreaksBeforeTheAnswerIsTriedAgain() {
    Upstream upstream =
        open(
            serve(
                MATRIX,
                r -> {
                  if (asked.get() == 1) {
                    r.connection().close();
                  } else {
                    reply(r, GOOD);
                  }
                }));
    assertThat(reason(upstream.infer(TWO))).isEqualTo("answered");
    assertThat(asked).hasValue(2);
  }

  @Test
  void aBusyAddressIsLeftForAnotherOne() {
    String busy = serve(MATRIX, r -> r.response().setStatusCode(503).end());
    Upstream upstream = open(busy, good());
    for (int i = 0; i < 20; i++) {
      assertThat(reason(upstream.infer(TWO))).isEqualTo("answered");
    }
  }

  @Test
  void aDeadAddressIsEjectedAndTriedAgainLater() throws Exception {
    String first = good();
    String second = good();
    Upstream upstream = open(first, second);
    int port = servers.get(1).actualPort();
    servers.remove(1).close().await();
    for (int i = 0; i < 30; i++) {
      assertThat(reason(upstream.infer(TWO))).isEqualTo("answered");
    }
    AtomicInteger back = new AtomicInteger();
    servers.add(
        VERTX
            .createHttpServer()
            .requestHandler(r -> {
              back.incrementAndGet();
              reply(r, GOOD);
            })
            .listen(port, "127.0.0.1")
            .await());
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (back.get() < 3 && System.nanoTime() < end) {
      Thread.sleep(20);
      assertThat(reason(upstream.infer(TWO))).isEqualTo("answered");
    }
    assertThat(back.get()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void anUpstreamThatFailsIsLeftAloneAndComesBack() throws Exception {
    AtomicInteger broken = new AtomicInteger(1);
    Upstream upstream =
        open(
            serve(
                MATRIX,
                r -> {
                  if (broken.get() == 1) {
                    r.response().setStatusCode(500).end();
                  } else {
                    reply(r, GOOD);
                  }
                }));
    for (int i = 0; i < 3; i++) {
      assertThat(reason(upstream.infer(TWO))).isEqualTo("upstream-error");
    }
    assertThat(upstream.ready()).isFalse();
    int before = asked.get();
    for (int i = 0; i < 50; i++) {
      assertThat(reason(upstream.infer(TWO))).isEqualTo("circuit-open");
    }
    assertThat(asked.get()).isEqualTo(before);
    broken.set(0);
    Thread.sleep(250);
    assertThat(reason(upstream.infer(TWO))).isEqualTo("answered");
    assertThat(upstream.ready()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "400, bad-input",
    "422, bad-input",
    "401, upstream-denied",
    "404, upstream-no-model",
    "429, overloaded",
    "500, upstream-error",
    "204, upstream-error"
  })
  void aStatusThatIsNot200IsAFailureOfItsKind(int status, String expected) {
    Upstream upstream = open(serve(MATRIX, r -> r.response().setStatusCode(status).end()));
    assertThat(reason(upstream.infer(TWO))).isEqualTo(expected);
    assertThat(asked).hasValue(1);
  }

  @Test
  void whatAClientSendsThatTheUpstreamRefusesDoesNotOpenTheCircuit() {
    Upstream upstream = open(serve(MATRIX, r -> r.response().setStatusCode(422).end()));
    for (int i = 0; i < 20; i++) {
      assertThat(reason(upstream.infer(TWO))).isEqualTo("bad-input");
    }
  }

  @Test
  void redirectsAreNotFollowed() {
    AtomicInteger inner = new AtomicInteger();
    String secret = serve(MATRIX, _ -> inner.incrementAndGet());
    int before = asked.get();
    Upstream upstream =
        open(
            serve(
                MATRIX,
                r ->
                    r.response()
                        .setStatusCode(307)
                        .putHeader("location", secret + "/v2/models/fraud/infer")
                        .end()));
    assertThat(reason(upstream.infer(TWO))).isEqualTo("upstream-error");
    assertThat(inner).hasValue(0);
    assertThat(asked.get()).isEqualTo(before + 1);
  }

  @Test
  void retriesHaveABudget() {
    AtomicInteger all = new AtomicInteger();
    String address = serve(MATRIX, r -> r.connection().close());
    UpstreamSettings s = settings(List.of(address), Duration.ofSeconds(5));
    Upstream upstream =
        open(
            new UpstreamSettings(
                s.addresses(),
                s.model(),
                s.modelVersion(),
                s.limits(),
                new UpstreamSettings.Retries(5, 0.1),
                new UpstreamSettings.Breaker(1_000_000, Duration.ofSeconds(1)),
                s.tls(),
                s.bearer(),
                false,
                s.preprocessing(),
                s.input(),
                s.output(),
                false));
    for (int i = 0; i < 200; i++) {
      all.incrementAndGet();
      assertThat(reason(upstream.infer(TWO))).isEqualTo("upstream-lost");
    }
    assertThat(asked.get()).as("200 requests, 10 retries saved up, 20 earned").isBetween(200, 231);
  }

  @Test
  void theBearerTokenIsSentAndNeverShown() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "s3cret-token\n");
    UpstreamSettings s = settings(List.of(good()), Duration.ofSeconds(5));
    UpstreamSettings with =
        new UpstreamSettings(
            s.addresses(),
            s.model(),
            s.modelVersion(),
            s.limits(),
            s.retries(),
            s.breaker(),
            s.tls(),
            Optional.of(file),
            false,
            s.preprocessing(),
            s.input(),
            s.output(),
            false);
    Upstream upstream = open(with);
    assertThat(reason(upstream.infer(TWO))).isEqualTo("answered");
    assertThat(heads.getFirst()).contains("authorization=Bearer s3cret-token");
    assertThat(upstream + " " + with + " " + upstream.digest()).doesNotContain("s3cret");
    Files.writeString(file, "two words");
    assertThatThrownBy(() -> open(with))
        .hasMessageContaining("holds no token")
        .hasMessageNotContaining("two");
  }

  @Test
  void theModelsNameCannotLeaveItsPlaceInThePath() {
    UpstreamSettings s = settings(List.of(good()), Duration.ofSeconds(5));
    UpstreamSettings odd =
        new UpstreamSettings(
            s.addresses(),
            "../../admin?x=#",
            s.modelVersion(),
            s.limits(),
            s.retries(),
            s.breaker(),
            s.tls(),
            s.bearer(),
            false,
            s.preprocessing(),
            s.input(),
            s.output(),
            false);
    assertThat(reason(open(odd).infer(TWO))).isEqualTo("answered");
    assertThat(heads.getFirst()).startsWith("/v2/models/..%2F..%2Fadmin%3Fx%3D%23/infer ");
  }

  @Test
  void aModelThatDoesNotFitIsRefusedWithTheDifference() {
    FeatureSpace three =
        new FeatureSpace(
            IntStream.range(0, 3)
                .<Feature>mapToObj(i -> new Feature.Numeric("f" + i, false, 0, 1, 1, false))
                .toList());
    assertThatThrownBy(() ->
            Upstream.open(
                VERTX,
                "1",
                settings(List.of(good()), Duration.ofSeconds(5)),
                Optional.of(three),
                CLASSES,
                _ -> {}))
        .hasMessageContaining("takes 2 columns, but we have 3");
  }

  @Test
  void anUpstreamThatIsNotThereIsSaidAtTheStart() {
    assertThatThrownBy(() -> open("http://127.0.0.1:1"))
        .hasMessageContaining("does not answer")
        .hasMessageContaining("Start it, or correct its address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254",
        "http://[fe80::1]",
        "http://[fd00:ec2::254]",
        "http://100.100.100.200",
        "http://0.0.0.0:80",
        "http://[::]:80",
        "http://224.0.0.1",
        "http://[::ffff:169.254.169.254]"
      })
  void placesWhereNobodyShouldGoAreRefused(String address) {
    assertThatThrownBy(() -> open(address)).hasMessageContaining("allow-local");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://host",
        "file:///etc/passwd",
        "http://user:pw@host",
        "http://host/?q=1",
        "http://host/#f",
        "http://host/a/../b",
        "host:80",
        "http://"
      })
  void anAddressIsHttpAndNothingElse(String address) {
    assertThatThrownBy(() -> UpstreamSettings.of(address, "m"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void moreRequestsThanMayWaitAreRefusedAtOnceAndHurtNobody() {
    Upstream upstream = open(good());
    List<Future<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      answers.add(upstream.infer(TWO));
    }
    List<String> reasons = answers.stream().map(UpstreamTest::reason).toList();
    assertThat(reasons).as("8 connections, 16 may wait").containsOnly("answered", "overloaded");
    assertThat(reasons.stream().filter("answered"::equals).count()).isGreaterThanOrEqualTo(16);
    assertThat(reason(upstream.infer(TWO))).as("the circuit is closed").isEqualTo("answered");
  }

  @Test
  void utf8InAReplyIsUnderstood() {
    byte[] body =
        "{\"outputs\":[{\"name\":\"l\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"grün\"]}]}"
            .getBytes(StandardCharsets.UTF_8);
    assertThat(
            new ReplyReader(List.of("rot", "grün"), Optional.empty())
                .answer(ReplyParser.read(body, body.length), 1)
                .labels())
        .containsExactly(1);
  }
}
