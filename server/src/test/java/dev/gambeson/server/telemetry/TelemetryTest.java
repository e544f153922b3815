package dev.gambeson.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.MacKey;
import dev.gambeson.server.gateway.Call;
import dev.gambeson.server.gateway.Hints;
import dev.gambeson.server.gateway.Observer;
import dev.gambeson.server.gateway.Reply;
import dev.gambeson.server.http.Gateway;
import dev.gambeson.server.identity.Action;
import dev.gambeson.server.identity.Credential;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TelemetryTest {
  private static final MacKey KEY = MacKey.of(new byte[32]);
  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private final Gateway gateway = new Gateway();

  @AfterEach
  void stop() {
    gateway.vertx.close();
  }

  private Observer.Trace trace(String key, String traceparent) {
    Call call =
        gateway.pipeline.call(
            "192.0.2.1",
            new Credential.ApiKey(key),
            Action.INFER,
            "credit",
            "",
            1,
            traceparent,
            Hints.NONE);
    Reply unused = gateway.pipeline.infer(call, _ -> new Rows(1, 2, new double[] {80, 0})).result();
    assertThat(unused).isNotNull();
    return gateway.seen.poll();
  }

  @Test
  void requestsAreCountedByHowTheyEnded() {
    GatewayMetrics metrics = new GatewayMetrics(KEY);
    metrics.ended(trace(Gateway.KEY, ""));
    metrics.ended(trace(Gateway.KEY, ""));
    metrics.ended(trace("gbk_bad", ""));
    assertThat(metrics.scrape())
        .contains(
            "gambeson_requests_total{action=\"INFER\",decision=\"answered\",model=\"credit\",reason=\"ok\",status=\"200\",version=\"3\"} 2.0",
            "decision=\"refused\",model=\"none\",reason=\"unknown\",status=\"401\"",
            "gambeson_request_seconds_bucket{model=\"credit\",part=\"gateway\"")
        .doesNotContain("acme");
  }

  @Test
  void aRuleInPreviewIsCounted() {
    GatewayMetrics metrics = new GatewayMetrics(KEY);
    gateway.previews = List.of("no-versions-by-name");
    metrics.ended(trace(Gateway.KEY, ""));
    metrics.ended(trace(Gateway.KEY, ""));
    assertThat(metrics.scrape())
        .contains(
            "gambeson_access_previewed_total{model=\"credit\",rule=\"no-versions-by-name\"} 2.0");
  }

  @Test
  void clientsAreHashedAndCapped() {
    ClientLabels labels = new ClientLabels(KEY, 3);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      names.add(labels.of(new Client("c" + i, "t", "p", Set.of(), Map.of(), "a")));
    }
    assertThat(names.subList(0, 3))
        .doesNotHaveDuplicates()
        .allMatch(n -> n.matches("[0-9a-f]{12}"));
    assertThat(names.subList(3, 5)).containsOnly(ClientLabels.OTHERS);
    assertThat(labels.of(new Client("c0", "t", "p", Set.of(), Map.of(), "a")))
        .isEqualTo(names.getFirst());
    assertThat(
            new ClientLabels(
                    MacKey.of(
                        "another key of 32 bytes, at least"
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                    3)
                .of(new Client("c0", "t", "p", Set.of(), Map.of(), "a")))
        .isNotEqualTo(names.getFirst());
  }

  private static final class Kept implements SpanProcessor {
    final List<ReadableSpan> spans = new ArrayList<>();

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
      return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      spans.add(span);
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }
  }

  @Test
  void aRequestIsPartOfItsCallersTrace() {
    Kept kept = new Kept();
    try (GatewayTraces traces = new GatewayTraces(kept, 0, "node-1")) {
      traces.ended(trace(Gateway.KEY, PARENT));
      traces.ended(trace(Gateway.KEY, ""));
      traces.ended(trace(Gateway.KEY, "00-zz-junk"));
    }
    assertThat(kept.spans).hasSize(1);
    ReadableSpan span = kept.spans.getFirst();
    assertThat(span.getSpanContext().getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(span.getParentSpanContext().getSpanId()).isEqualTo("b7ad6b7169203331");
    assertThat(span.getAttributes().asMap().toString())
        .contains("gambeson.model=credit", "gambeson.request.id=")
        .doesNotContain("acme");
  }

  @Test
  void tracesOfStrangersAreOfTheShareThatIsSet() {
    Kept kept = new Kept();
    try (GatewayTraces traces = new GatewayTraces(kept, 1, "node-1")) {
      traces.ended(trace("gbk_bad", ""));
    }
    assertThat(kept.spans).hasSize(1);
  }

  @Test
  void traceparentsOfZerosAreNone() {
    assertThat(GatewayTraces.caller(PARENT)).isPresent();
    assertThat(GatewayTraces.caller("00-" + "0".repeat(32) + "-b7ad6b7169203331-01")).isEmpty();
    assertThat(GatewayTraces.caller(PARENT + "-x")).isEmpty();
  }

  private HttpResponse<String> get(HttpClient http, int port, String path)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void metricsAndHealthHaveAPortOfTheirOwn() throws Exception {
    GatewayMetrics metrics = new GatewayMetrics(KEY);
    metrics.rejected("front-400");
    boolean[] ready = {false};
    try (MetricsListener listener =
            MetricsListener.start(gateway.vertx, "127.0.0.1", 0, metrics, () -> ready[0]);
        HttpClient http = HttpClient.newHttpClient()) {
      assertThat(get(http, listener.port(), "/metrics").body())
          .contains("gambeson_front_rejected_total{reason=\"front-400\"} 1.0");
      assertThat(get(http, listener.port(), "/health/live").statusCode()).isEqualTo(200);
      assertThat(get(http, listener.port(), "/health/ready").statusCode()).isEqualTo(503);
      ready[0] = true;
      assertThat(get(http, listener.port(), "/health/ready").statusCode()).isEqualTo(200);
      assertThat(get(http, listener.port(), "/v2").statusCode()).isEqualTo(404);
    }
  }
}
