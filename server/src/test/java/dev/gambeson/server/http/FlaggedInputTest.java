package dev.gambeson.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.server.WholeGateway;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/// What policy flags is seen: in the whole gateway, from the request to ledger and metrics.
class FlaggedInputTest {
  private static final WholeGateway GATEWAY = WholeGateway.shared();
  private static final String COUNTED =
      "gambeson_inputs_flagged_total{flag=\"input-missing\",model=\"credit\"} ";

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static HttpResponse<String> ask(String row) throws Exception {
    return send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + GATEWAY.dataPort() + "/v1/models/credit/predict"))
            .header("authorization", "Bearer " + GATEWAY.key("flagged", "scorer"))
            .POST(HttpRequest.BodyPublishers.ofString("{\"rows\":[" + row + "]}")));
  }

  private static String metrics() throws Exception {
    return send(HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + GATEWAY.metricsPort() + "/metrics")))
        .body();
  }

  @Test
  void aFlaggedInputIsAnsweredAndStandsInTheLedgerAndTheMetrics() throws Exception {
    HttpResponse<String> plain = ask("{\"amount\":10,\"age\":20}");
    assertThat(plain.statusCode()).isEqualTo(200);
    String before = metrics();
    HttpResponse<String> odd = ask("{\"amount\":10,\"age\":null}");

    assertThat(odd.statusCode()).as(odd.body()).isEqualTo(200);
    assertThat(odd.headers().map().keySet()).isEqualTo(plain.headers().map().keySet());
    assertThat(odd.body()).doesNotContain("flag", "missing");
    String metrics = metrics();
    for (int i = 0; i < 50 && !metrics.contains(COUNTED); i++) {
      Thread.sleep(100); // counted after the answer
      metrics = metrics();
    }
    assertThat(before).doesNotContain(COUNTED);
    assertThat(metrics).contains(COUNTED + "1.0");
    assertThat(GATEWAY.everythingWritten()).contains("input-missing");
  }
}
