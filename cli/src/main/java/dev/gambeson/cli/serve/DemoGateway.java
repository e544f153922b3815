package dev.gambeson.cli.serve;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client of the gateway, as anybody would write one: JSON rows over HTTP.
final class DemoGateway {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final URI predict;

  DemoGateway(URI base, String model) {
    this.predict = base.resolve("/v1/models/" + model + "/predict");
  }

  /// What came back.
  ///
  /// @param status of HTTP
  /// @param label the class, if an answer came
  /// @param score of the fraud class, NaN when it was withheld
  record Said(int status, OptionalInt label, double score) {}

  /// Asks about one row.
  Said ask(String key, Map<String, Object> row) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(predict)
            .timeout(Duration.ofSeconds(10))
            .header("authorization", "Bearer " + key)
            .header("content-type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    JSON.writeValueAsBytes(Map.of("rows", List.of(row)))))
            .build();
    HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    return response.statusCode() == 200
        ? said(JSON.readTree(response.body()).path("predictions").path(0))
        : new Said(response.statusCode(), OptionalInt.empty(), Double.NaN);
  }

  private static Said said(JsonNode prediction) {
    JsonNode label = prediction.path("label");
    double score = prediction.path("probabilities").path("1").asDouble(Double.NaN);
    return new Said(
        200,
        label.isString()
            ? OptionalInt.of(label.asString().equals("1") ? 1 : 0)
            : OptionalInt.empty(),
        score);
  }
}
