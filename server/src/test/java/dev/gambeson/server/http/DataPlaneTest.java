package dev.gambeson.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
}
