package dev.gambeson.server.admin;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Talks to the issuer: bounded answers, ten seconds at most, no redirects, certificates checked.
/// It speaks to the configured issuer and to what that names under the same rules (https, or
/// loopback).
final class IssuerClient {
  private static final int MAX = 256 * 1024;
  private static final int SECONDS = 10;
  private static final Duration FRESH = Duration.ofHours(1);

  private final HttpClient client;
  private final OidcOptions options;
  private final InstantSource clock;
  private volatile @Nullable Known known;

  private record Known(JsonNode document, Instant until) {}

  IssuerClient(Vertx vertx, OidcOptions options, InstantSource clock) {
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(5000).setMaxInitialLineLength(8192));
    this.options = options;
    this.clock = clock;
  }

  void close() {
    client.close();
  }

  /// An address that the issuer's document names.
  URI endpoint(String name) {
    String text = document().path(name).asString("");
    try {
      URI address = URI.create(text);
      String host = address.getHost();
      boolean local = host != null && AdminOptions.loopback(host);
      if (host != null
          && ("https".equals(address.getScheme())
              || ("http".equals(address.getScheme()) && local))) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      throw Oidc.unusable();
    }
    throw Oidc.unusable();
  }

  private JsonNode document() {
    Known now = known;
    if (now != null && clock.instant().isBefore(now.until())) {
      return now.document();
    }
    String base = options.issuer().toString().replaceFirst("/$", "");
    JsonNode document = get(URI.create(base + "/.well-known/openid-configuration"));
    if (!options.issuer().toString().equals(document.path("issuer").asString(""))) {
      throw Oidc.unusable();
    }
    known = new Known(document, clock.instant().plus(FRESH));
    return document;
  }

  JsonNode get(URI address) {
    return call(HttpMethod.GET, address, "", Optional.empty());
  }

  JsonNode post(URI address, String form, Optional<String> basic) {
    return call(HttpMethod.POST, address, form, basic);
  }

  private JsonNode call(HttpMethod method, URI address, String form, Optional<String> basic) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    client
        .request(
            new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(address.toString())
                .setFollowRedirects(false)
                .putHeader("accept", "application/json"))
        .onFailure(answer::completeExceptionally)
        .onSuccess(request -> send(request, form, basic, answer));
    try {
      return Json.read(answer.get(SECONDS, TimeUnit.SECONDS), JsonNode.class);
    } catch (ExecutionException | TimeoutException | JacksonException e) {
      throw Oidc.unusable();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Oidc.unusable();
    }
  }

  private static void send(
      HttpClientRequest request,
      String form,
      Optional<String> basic,
      CompletableFuture<byte[]> answer) {
    basic.ifPresent(b -> request.putHeader("authorization", "Basic " + b));
    if (!form.isEmpty()) {
      request.putHeader("content-type", "application/x-www-form-urlencoded");
    }
    request
        .response()
        .onFailure(answer::completeExceptionally)
        .onSuccess(r -> Bodies.read(r, r.statusCode() == 200, MAX, answer));
    request.send(form).onFailure(answer::completeExceptionally);
  }
}
