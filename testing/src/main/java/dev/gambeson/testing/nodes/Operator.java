package dev.gambeson.testing.nodes;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An operator at a node's console, by its API.
public final class Operator implements AutoCloseable {
  private static final String PASSWORD = "correct horse battery staple 42";

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final String console;
  private String cookie = "";

  private Operator(String console) {
    this.console = console;
  }

  /// Sets the first password of a fresh cluster, and logs in at its first node. Of the tokens that
  /// nodes printed at their first start, the last one made is good.
  public static Operator first(Cluster cluster) throws IOException, InterruptedException {
    Operator operator = new Operator(cluster.node(0).console());
    for (GatewayProcess node : cluster.nodes().reversed()) {
      HttpResponse<String> response =
          operator.post(
              "session/set-up",
              "{\"name\":\"admin\",\"token\":\"%s\",\"password\":\"%s\"}"
                  .formatted(node.setupToken(), PASSWORD));
      if (response.statusCode() == 200) {
        return operator;
      }
    }
    throw new IllegalStateException("no set-up token is good");
  }

  /// Logs in at another node.
  public static Operator at(GatewayProcess node) throws IOException, InterruptedException {
    Operator operator = new Operator(node.console());
    operator.did(
        operator.post(
            "session/log-in", "{\"name\":\"admin\",\"password\":\"%s\"}".formatted(PASSWORD)));
    return operator;
  }

  /// A key.
  ///
  /// @param id its public id
  /// @param secret what its client shows
  public record Key(String id, String secret) {}

  /// Makes a key with the role `scorer`.
  public Key key(String tenant, String client, String clientClass)
      throws IOException, InterruptedException {
    String said =
        did(
            post(
                "keys",
                "{\"tenant\":\"%s\",\"client\":\"%s\",\"clientClass\":\"%s\",\"roles\":[\"scorer\"],\"models\":[],\"days\":1}"
                    .formatted(tenant, client, clientClass)));
    return new Key(field(said, "id"), field(said, "secret"));
  }

  /// Posts and asks for a success.
  public String act(String path, String json) throws IOException, InterruptedException {
    return did(post(path, json));
  }

  /// A page of the API.
  public String look(String path) throws IOException, InterruptedException {
    return did(send(path, Optional.empty()));
  }

  /// A text field of a JSON answer, the first of that name.
  public static String field(String json, String name) {
    Matcher found = Pattern.compile("\"%s\"\\s*:\\s*\"([^\"]*)\"".formatted(name)).matcher(json);
    if (!found.find()) {
      throw new IllegalStateException("no field " + name);
    }
    return found.group(1);
  }

  private String did(HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw new IllegalStateException(response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  private HttpResponse<String> post(String path, String json)
      throws IOException, InterruptedException {
    return send(path, Optional.of(json));
  }

  private HttpResponse<String> send(String path, Optional<String> json)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(console + "api/v1/" + path))
            .timeout(Duration.ofSeconds(20))
            .header("origin", console.substring(0, console.length() - 1))
            .header("x-gambeson-console", "1")
            .header("cookie", cookie.isEmpty() ? "none=1" : cookie);
    json.ifPresent(body ->
        request
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    response
        .headers()
        .firstValue("set-cookie")
        .ifPresent(c -> cookie = c.substring(0, Math.max(0, c.indexOf(';'))));
    return response;
  }

  @Override
  public void close() {
    http.close();
  }
}
