package dev.gambeson.server.http;

import static dev.gambeson.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.output.OutputPolicy.ExplanationLimit;
import dev.gambeson.server.gateway.Admission;
import dev.gambeson.server.gateway.Doubts;
import dev.gambeson.server.gateway.Explaining;
import dev.gambeson.server.gateway.Guards;
import dev.gambeson.server.gateway.Refusal;
import dev.gambeson.server.gateway.Repeats;
import dev.gambeson.server.gateway.Spending;
import dev.gambeson.server.gateway.Step;
import dev.gambeson.server.gateway.Terms;
import dev.gambeson.server.policy.PolicyExplaining;
import dev.gambeson.server.serving.Explainer;
import dev.gambeson.server.serving.InferencePool;
import dev.gambeson.server.serving.LocalModel;
import io.vertx.core.Future;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a client gets that asks why.
class ExplainTest {
  private static final String ROW = "{\"age\": 80, \"country\": \"DE\"}";
  private final HttpClient http = HttpClient.newHttpClient();
  private final InferencePool pool = new InferencePool(1, 16);
  private final List<String> charged = new ArrayList<>();
  private Gateway gateway;
  private Explainer explainer;

  @BeforeEach
  void start() {
    gateway = new Gateway().start();
    LocalModel model =
        LocalModel.of(
            "3",
            "abc",
            new FunctionClassifier(
                Gateway.FEATURES,
                List.of("no", "yes"),
                rows -> {
                  float[] out = new float[2 * rows.count()];
                  for (int i = 0; i < rows.count(); i++) {
                    out[2 * i + 1] = (float) (rows.at(i, 0) / 100);
                    out[2 * i] = 1 - out[2 * i + 1];
                  }
                  return out;
                }),
            pool);
    explainer = new Explainer(model, Rows.of(new double[] {50, 1}), pool, 4);
  }

  @AfterEach
  void stop() {
    gateway.close();
    http.close();
    pool.close();
  }

  private Spending spending(String name) {
    return (query, coarsen) ->
        Future.succeededFuture(
            new Spending.Grant.Reserved() {
              @Override
              public double settle(Answer given) {
                charged.add(name);
                return 7;
              }

              @Override
              public void release() {
                charged.add("released " + name);
              }
            });
  }

  private void terms(Optional<Explaining> explaining) {
    gateway.terms =
        new Terms(
            1 << 20,
            100,
            Admission.FREE,
            Guards.NONE,
            spending("answers"),
            Repeats.NONE,
            explaining,
            Doubts.NONE,
            false);
  }

  private Explaining explaining(int features, int digits, Map<String, Explainer> explainers) {
    return new PolicyExplaining(
        new ExplanationLimit(features, digits),
        spending("explanations"),
        explainers,
        List.of("age", "country"));
  }

  private HttpResponse<String> ask(String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateway.port() + "/v1/models/credit/" + path))
            .header("authorization", "Bearer " + Gateway.KEY)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void whatMovedTheAnswerIsToldAndChargedAtItsOwnPrice() throws Exception {
    terms(Optional.of(explaining(2, 2, Map.of("3", explainer))));
    HttpResponse<String> reply = ask("explain", ROW);
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.body())
        .contains("\"label\":\"yes\"")
        .contains("[{\"feature\":\"age\",\"contribution\":0.3}]")
        .as("neither base value nor sum")
        .doesNotContain("expected");
    assertThat(charged).containsExactly("explanations");
    assertThat(gateway.log.element().bits()).isEqualTo(7);
    assertThat(gateway.log.element().action()).isEqualTo("explain");
    eventually(() -> gateway.looks.size() == 1); // a query like any other to whoever watches
    ask("predict", ROW);
    assertThat(charged).containsExactly("explanations", "answers");
  }

  @Test
  void withoutDigitsOnlySignsAreTold() throws Exception {
    terms(Optional.of(explaining(1, 0, Map.of("3", explainer))));
    assertThat(ask("explain", "{\"rows\":[" + ROW + ",{\"age\":20,\"country\":\"FR\"}]}").body())
        .contains(
            "[[{\"feature\":\"age\",\"contribution\":1.0}],[{\"feature\":\"age\",\"contribution\":1.0}]]");
  }

  @Test
  void whereThePolicyGivesNoneNoneIsGivenAndTheModelIsNotAsked() throws Exception {
    terms(Optional.empty());
    HttpResponse<String> reply = ask("explain", ROW);
    assertThat(reply.statusCode()).isEqualTo(403);
    assertThat(charged).isEmpty();
    assertThat(gateway.log.element().reason()).isEqualTo("no-explanations");
  }

  @Test
  void aClientThatGetsLabelsOnlyGetsNoReasons() throws Exception {
    terms(Optional.of(explaining(2, 2, Map.of("3", explainer))));
    gateway.ladder = _ -> Step.COARSENED;
    assertThat(ask("explain", ROW).statusCode()).isEqualTo(403);
    assertThat(charged).isEmpty();
  }

  @Test
  void aVersionThatCannotBeExplainedReleasesTheBudget() throws Exception {
    terms(Optional.of(explaining(2, 2, Map.of())));
    assertThat(ask("explain", ROW).statusCode()).isEqualTo(503);
    assertThat(charged).containsExactly("released explanations");
  }

  @Test
  void moreRowsThanAFewAreRefused() throws Exception {
    terms(Optional.of(explaining(2, 2, Map.of("3", explainer))));
    String rows = "{\"rows\":[" + String.join(",", java.util.Collections.nCopies(5, ROW)) + "]}";
    assertThat(ask("explain", rows).statusCode()).isEqualTo(400);
    assertThat(charged).isEmpty();
  }

  @Test
  void anExplanationThatBreaksSaysNothingOfWhy() throws Exception {
    Explaining broken =
        new Explaining() {
          @Override
          public Spending spending() {
            return ExplainTest.this.spending("explanations");
          }

          @Override
          public int rows() {
            return 4;
          }

          @Override
          public Future<dev.gambeson.server.serving.Explanation> explain(
              dev.gambeson.server.serving.ModelVersion version, Query query, Answer given) {
            throw new IllegalStateException("secret detail");
          }
        };
    terms(Optional.of(broken));
    HttpResponse<String> reply = ask("explain", ROW);
    assertThat(reply.statusCode()).isEqualTo(Refusal.Kind.UNAVAILABLE.http());
    assertThat(reply.body()).doesNotContain("secret");
    assertThat(charged).containsExactly("released explanations");
  }
}
