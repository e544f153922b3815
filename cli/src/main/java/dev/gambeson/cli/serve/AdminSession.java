package dev.gambeson.cli.serve;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A person's session at the control API of a running gateway. Ends when it is closed. Follows no
/// redirects. What the gateway refuses is a [GambesonException] with its sentence.
final class AdminSession implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http;
  private final URI root;

  private AdminSession(HttpClient http, URI root) {
    this.http = http;
    this.root = root;
  }

  static AdminSession open(URI url, String user, String password, String code, Optional<Path> ca) {
    HttpClient.Builder http =
        HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .connectTimeout(Duration.ofSeconds(10));
    ca.ifPresent(file -> http.sslContext(trusting(file)));
    String text = url.toString();
    URI root = URI.create(text.endsWith("/") ? text : text + "/");
    AdminSession session = new AdminSession(http.build(), root);
    try {
      session.post("session/log-in", log(user, password, code));
    } catch (RuntimeException e) {
      session.http.close();
      throw e;
    }
    return session;
  }

  private static Map<String, String> log(String user, String password, String code) {
    return code.isEmpty()
        ? Map.of("name", user, "password", password)
        : Map.of("name", user, "password", password, "code", code);
  }

  private static SSLContext trusting(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int n = 0;
      for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca" + n++, c);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw GambesonException.badInput(
          "The certificates %s cannot be read: %s.".formatted(file, e.getMessage()), e);
    }
  }

  JsonNode get(String path) {
    return send(request(path).GET());
  }

  JsonNode post(String path, Map<String, ?> body) {
    return send(
        request(path)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(root.resolve("api/v1/" + path))
        .timeout(PATIENCE)
        .header("origin", root.getScheme() + "://" + root.getAuthority())
        .header("x-gambeson-console", "1");
  }

  private JsonNode send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> reply = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (reply.statusCode() == 204) {
        return JSON.nullNode();
      }
      JsonNode body = JSON.readTree(reply.body());
      if (reply.statusCode() != 200) {
        throw GambesonException.badInput(
            "The gateway at %s refuses: %s"
                .formatted(root, body.path("message").asString("status " + reply.statusCode())));
      }
      return body;
    } catch (IOException | JacksonException e) {
      throw GambesonException.badInput(
          "No gateway's console answers at %s: is it running, and is this its address?"
              .formatted(root),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GambesonException.badInput("Interrupted.", e);
    }
  }

  @Override
  public void close() {
    try {
      post("session/log-out", Map.of());
    } catch (GambesonException _) {
      // it ends by itself
    } finally {
      http.close();
    }
  }
}
