package dev.gambeson.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.guard.Answer;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.input.ReplayPolicy;
import dev.gambeson.guard.input.ReplayPolicy.Nonces;
import dev.gambeson.guard.input.ReplayPolicy.Repeated;
import dev.gambeson.server.gateway.Admission;
import dev.gambeson.server.gateway.Doubts;
import dev.gambeson.server.gateway.Guards;
import dev.gambeson.server.gateway.Spending;
import dev.gambeson.server.gateway.Step;
import dev.gambeson.server.gateway.Terms;
import dev.gambeson.server.policy.PolicyRepeats;
import dev.gambeson.server.serving.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a client sees that sends a request twice.
class RepeatsTest {
  private static final String ROW = "{\"age\": 80, \"country\": \"DE\"}";
  private static final String OTHER = "{\"age\": 81, \"country\": \"DE\"}";
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicInteger asked = new AtomicInteger();
  private Gateway gateway;

  @BeforeEach
  void start() {
    gateway = new Gateway().start();
    var model = gateway.model;
    gateway.model =
        rows -> {
          asked.incrementAndGet();
          return model.apply(rows);
        };
  }

  @AfterEach
  void stop() {
    gateway.close();
    http.close();
  }

  private void policy(Optional<Repeated> repeated, Optional<Nonces> nonces) {
    gateway.terms =
        new Terms(
            1 << 20,
            100,
            Admission.FREE,
            Guards.NONE,
            Spending.FREE,
            new PolicyRepeats(
                new ReplayPolicy(repeated, nonces),
                PolicyRepeats.Memory.local(MacKey.of(new byte[32])),
                false),
            Optional.empty(),
            Doubts.NONE,
            false);
  }

  private HttpRequest request(String header, String value, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateway.port() + "/v1/models/credit/predict"))
            .header("authorization", "Bearer " + Gateway.KEY)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return (value.isEmpty() ? request : request.header(header, value)).build();
  }

  private HttpResponse<String> send(String header, String value, String body) throws Exception {
    return http.send(request(header, value, body), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> keyed(String key, String body) throws Exception {
    return send("idempotency-key", key, body);
  }

  @Test
  void aRetryGetsTheAnswerOfTheFirstWithoutAskingTheModel() throws Exception {
    policy(Optional.of(Repeated.ANSWER), Optional.empty());
    HttpResponse<String> first = keyed("k1", ROW);
    HttpResponse<String> again = keyed("k1", ROW);
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(asked).hasValue(1);
    assertThat(gateway.log)
        .last()
        .satisfies(e -> {
          assertThat(e.marks()).containsExactly("retry");
          assertThat(e.bits()).isZero();
          assertThat(e.answer()).isPresent();
        });
    assertThat(keyed("k2", ROW).statusCode()).isEqualTo(200);
    assertThat(keyed("", ROW).statusCode()).isEqualTo(200);
    assertThat(asked).hasValue(3);
  }

  @Test
  void aKeyThatIsUsedForAnotherRequestIsAConflict() throws Exception {
    policy(Optional.of(Repeated.ANSWER), Optional.empty());
    keyed("k1", ROW);
    assertThat(keyed("k1", OTHER).statusCode()).isEqualTo(409);
    assertThat(asked).hasValue(1);
  }

  @Test
  void whereThePolicySaysSoARetryIsRefused() throws Exception {
    policy(Optional.of(Repeated.REFUSE), Optional.empty());
    keyed("k1", ROW);
    HttpResponse<String> again = keyed("k1", ROW);
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.headers().firstValue("retry-after")).isPresent();
    assertThat(asked).hasValue(1);
  }

  @Test
  void whatFailedMayBeTriedAgainWithTheSameKey() throws Exception {
    policy(Optional.of(Repeated.ANSWER), Optional.empty());
    var model = gateway.model;
    gateway.model = _ -> Future.failedFuture(new Unavailable("circuit-open", "x"));
    assertThat(keyed("k1", ROW).statusCode()).isEqualTo(503);
    gateway.model = model;
    assertThat(keyed("k1", ROW).statusCode()).isEqualTo(200);
  }

  @Test
  void aRetryWhileTheFirstIsUnderWayWaitsForNothing() throws Exception {
    policy(Optional.of(Repeated.ANSWER), Optional.empty());
    Promise<Answer> slow = Promise.promise();
    gateway.model =
        _ -> {
          asked.incrementAndGet();
          return slow.future();
        };
    CompletableFuture<HttpResponse<String>> first =
        http.sendAsync(request("idempotency-key", "k1", ROW), HttpResponse.BodyHandlers.ofString());
    while (asked.get() == 0) {
      Thread.sleep(2);
    }
    assertThat(keyed("k1", ROW).statusCode()).isEqualTo(409);
    slow.complete(new Answer(List.of("no", "yes"), 1, new int[] {1}, new float[] {0, 1}));
    assertThat(first.get().statusCode()).isEqualTo(200);
    assertThat(keyed("k1", ROW).body()).isEqualTo(first.get().body());
    assertThat(asked).hasValue(1);
  }

  @Test
  void aClientThatGetsLabelsOnlyMeanwhileGetsNoScoresOutOfTheMemory() throws Exception {
    policy(Optional.of(Repeated.ANSWER), Optional.empty());
    assertThat(keyed("k1", ROW).body()).contains("probabilities");
    gateway.ladder = _ -> Step.COARSENED;
    assertThat(keyed("k1", ROW).body()).contains("yes").doesNotContain("probabilities");
  }

  @Test
  void aNonceIsGoodOnce() throws Exception {
    policy(Optional.empty(), Optional.of(Nonces.REQUIRED));
    String nonce = System.currentTimeMillis() + ".abcdefghijklmnop";
    assertThat(send("x-gambeson-nonce", "", ROW).statusCode()).isEqualTo(400);
    assertThat(send("x-gambeson-nonce", "17.short", ROW).statusCode()).isEqualTo(400);
    assertThat(send("x-gambeson-nonce", nonce, ROW).statusCode()).isEqualTo(200);
    assertThat(send("x-gambeson-nonce", nonce, ROW).statusCode()).isEqualTo(409);
    assertThat(gateway.log).last().satisfies(e -> assertThat(e.reason()).isEqualTo("replayed"));
    String old = System.currentTimeMillis() - 3_600_000 + ".abcdefghijklmnop";
    assertThat(send("x-gambeson-nonce", old, ROW).statusCode()).isEqualTo(409);
    assertThat(asked).hasValue(1);
  }

  @Test
  void withoutAPolicyNothingIsRemembered() throws Exception {
    keyed("k1", ROW);
    assertThat(keyed("k1", OTHER).statusCode()).isEqualTo(200);
    assertThat(asked).hasValue(2);
  }
}
