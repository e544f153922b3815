package dev.gambeson.server.telemetry;

import dev.gambeson.core.GambesonException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/// Metrics and health on a port of their own: `/metrics`, `/health/live`, `/health/ready`. Without
/// authentication: keep it on loopback or a network of operators. Tells no client's name.
public final class MetricsListener implements AutoCloseable {
  private static final int IDLE_SECONDS = 30;
  private static final int HEADER_BYTES = 4096;

  private final HttpServer server;

  private MetricsListener(HttpServer server) {
    this.server = server;
  }

  /// Starts it.
  ///
  /// @param port 0 for any free one
  /// @throws GambesonException when it cannot listen
  public static MetricsListener start(
      Vertx vertx, String host, int port, GatewayMetrics metrics, BooleanSupplier ready) {
    HttpServer server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setMaxHeaderSize(HEADER_BYTES)
                .setMaxInitialLineLength(HEADER_BYTES)
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(IDLE_SECONDS));
    server.requestHandler(request -> answer(request, metrics, ready));
    try {
      server.listen().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GambesonException.badInput("Interrupted while the metrics listener started.");
    } catch (ExecutionException | TimeoutException e) {
      throw GambesonException.usage(
          "Metrics cannot be offered on %s port %d: %s. Choose another address."
              .formatted(host, port, e.getMessage()));
    }
    return new MetricsListener(server);
  }

  private static void answer(
      HttpServerRequest request, GatewayMetrics metrics, BooleanSupplier ready) {
    String path = request.path();
    if (!request.method().equals(HttpMethod.GET) || path == null) {
      request.response().setStatusCode(405).end();
      return;
    }
    switch (path) {
      case "/metrics" ->
          request
              .response()
              .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
              .end(metrics.scrape());
      case "/health/live" -> request.response().end();
      case "/health/ready" ->
          request.response().setStatusCode(ready.getAsBoolean() ? 200 : 503).end();
      default -> request.response().setStatusCode(404).end();
    }
  }

  /// The port it listens on.
  public int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    try {
      server.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // The process goes down either way.
    }
  }
}
