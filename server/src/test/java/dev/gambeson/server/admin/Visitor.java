package dev.gambeson.server.admin;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A browser as far as the admin plane can tell: cookies, an origin, the console's header.
public final class Visitor implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final String address;
  final Map<String, String> cookies = new LinkedHashMap<>();
  final Map<String, String> headers = new LinkedHashMap<>();

  Visitor(DevPlane dev) {
    this(dev.plane);
  }

  Visitor(AdminPlane plane) {
    this(plane.address());
  }

  /// @param address of the console, with a slash at its end
  public Visitor(String address) {
    this.address = address;
    headers.put("origin", address.substring(0, address.length() - 1));
    headers.put("x-gambeson-console", "1");
  }

  /// A visitor who is logged in.
  static Visitor as(DevPlane dev, String name) throws Exception {
    Visitor visitor = new Visitor(dev);
    HttpResponse<String> response =
        visitor.post(
            "/session/log-in",
            "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, DevPlane.PASSWORD));
    if (response.statusCode() != 200) {
      throw new IllegalStateException(response.body());
    }
    return visitor;
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send("GET", RouteTable.ROOT + path, Optional.empty());
  }

  public HttpResponse<String> post(String path, String json)
      throws IOException, InterruptedException {
    return send("POST", RouteTable.ROOT + path, Optional.of(json));
  }

  HttpResponse<String> send(String method, String path, Optional<String> json)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path.substring(1)))
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                json.map(HttpRequest.BodyPublishers::ofString)
                    .orElse(HttpRequest.BodyPublishers.noBody()));
    json.ifPresent(_ -> request.setHeader("content-type", "application/json"));
    headers.forEach(request::setHeader);
    if (!cookies.isEmpty()) {
      StringBuilder all = new StringBuilder();
      cookies.forEach(
          (k, v) -> all.append(all.isEmpty() ? "" : "; ").append(k).append("=").append(v));
      request.setHeader("cookie", all.toString());
    }
    HttpResponse<String> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    response.headers().allValues("set-cookie").forEach(this::keep);
    return response;
  }

  private void keep(String header) {
    String pair = header.split(";", 2)[0];
    int eq = pair.indexOf('=');
    String value = pair.substring(eq + 1);
    if (value.isEmpty()) {
      cookies.remove(pair.substring(0, eq));
    } else {
      cookies.put(pair.substring(0, eq), value);
    }
  }

  public static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }

  @Override
  public void close() {
    client.close();
  }
}
