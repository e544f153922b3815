package dev.gambeson.server.http;

import dev.gambeson.core.GambesonException;
import dev.gambeson.server.oip.InferReader;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The data plane over HTTP: takes requests of clients to models, and nothing else.
///
/// Guaranteed: nothing reaches the pipeline that the front filter does not accept; every failure
/// has the body `{"error": …}`; no route loads or unloads a model. Not guaranteed: protection
/// against floods that fill the line before they arrive here.
public final class DataPlane implements AutoCloseable {
  private static final int POLL_MILLIS = 10;
  private static final int FREE_PORTS = 5;

  private final DataPlaneParts parts;
  private final DataPlaneOptions options;
  private final Door door;
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private volatile boolean warm;
  private volatile boolean closing;

  private DataPlane(DataPlaneParts parts, DataPlaneOptions options) {
    this.parts = parts;
    this.options = options;
    TrustedProxies proxies = new TrustedProxies(options.trustedProxies());
    HttpParts http =
        new HttpParts(
            parts.vertx(),
            parts.pipeline(),
            parts.models(),
            parts.labels(),
            parts.signer(),
            options.limits(),
            new InferReader(options.limits()),
            new ModelViews(options.limits()),
            proxies,
            this::ready,
            parts.answers());
    this.door =
        new Door(
            options.front(),
            parts.nanos(),
            parts.rejected(),
            proxies,
            options.consoleNames(),
            new Router(http));
  }

  /// Starts listening. It answers at once, but says that it is not ready until [#warmUp].
  ///
  /// @throws GambesonException when it cannot listen, for example because the port is taken
  public static DataPlane start(DataPlaneParts parts, DataPlaneOptions options) {
    DataPlane plane = new DataPlane(parts, options);
    int loops =
        options.eventLoops() == 0
            ? Runtime.getRuntime().availableProcessors()
            : options.eventLoops();
    HttpServerOptions listen = ListenerOptions.of(options);
    for (int attempt = 1; options.port() == 0 && attempt < FREE_PORTS; attempt++) {
      listen.setPort(plane.freePort());
      if (plane.listens(plane.deploy(listen, loops))) {
        return plane;
      }
    }
    if (options.port() == 0) {
      listen.setPort(plane.freePort());
    }
    plane.await(plane.deploy(listen, loops));
    return plane;
  }

  private boolean listens(Future<String> deployed) {
    try {
      deployed.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      servers.clear();
      return false;
    }
  }

  /// All event loops share one port, so it must be known before. Somebody else may take it in
  /// between; then another one is tried.
  private int freePort() {
    NetServer probe = parts.vertx().createNetServer().connectHandler(NetSocket::close);
    int port = await(probe.listen(0, options.host())).actualPort();
    await(probe.close());
    return port;
  }

  private Future<String> deploy(HttpServerOptions listen, int instances) {
    HttpServerOptions own = new HttpServerOptions(listen);
    return parts
        .vertx()
        .deployVerticle(() -> new Loop(own), new DeploymentOptions().setInstances(instances));
  }

  private <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GambesonException.badInput("Interrupted while the data plane started.");
    } catch (ExecutionException | TimeoutException e) {
      close();
      Throwable cause =
          e instanceof ExecutionException x && x.getCause() != null ? x.getCause() : e;
      throw GambesonException.usage(
          "The data plane cannot listen on %s port %d: %s. Choose another address or check the TLS files."
              .formatted(options.host(), options.port(), cause.getMessage()));
    }
  }

  private final class Loop extends AbstractVerticle {
    private final HttpServerOptions listen;

    Loop(HttpServerOptions listen) {
      this.listen = listen;
    }

    @Override
    public void start(Promise<Void> started) {
      HttpServer server = vertx.createHttpServer(listen);
      server.connectionHandler(door::connected);
      server.requestHandler(door::requested);
      server.listen().<Void>mapEmpty().onComplete(started);
      servers.add(server);
    }
  }

  /// The port it listens on.
  public int port() {
    return servers.getFirst().actualPort();
  }

  /// Warms the code up, then says that it is ready. Blocks, at most as long as given.
  public void warmUp(Duration most) {
    new WarmUp(options.limits(), parts.nanos()).run(parts.models().all(), most);
    warmedUp();
  }

  /// Warm-up is over, or not wanted: it may say that it is ready.
  public void warmedUp() {
    warm = true;
  }

  /// Whether it is warm, not closing, and would answer: itself and every model.
  public boolean ready() {
    return warm && !closing && parts.models().ready() && parts.answers().getAsBoolean();
  }

  /// Open connections.
  public int connections() {
    return door.connections();
  }

  /// Requests that are not answered yet.
  public int inFlight() {
    return door.inFlight();
  }

  /// Reads the certificates again; connections that are open keep the old ones.
  ///
  /// @return fails, and keeps the old ones, when the new ones cannot be used
  public Future<Void> reloadCertificates() {
    if (options.tls().isEmpty()) {
      return Future.succeededFuture();
    }
    return Future.all(
            servers.stream()
                .map(s -> s.updateSSLOptions(ListenerOptions.ssl(options.tls().get()), true))
                .toList())
        .mapEmpty();
  }

  /// Takes no new connections, lets requests in flight finish, but no longer than the options say.
  @Override
  public void close() {
    closing = true;
    door.close();
    Duration drain = options.drain();
    long until = parts.nanos().getAsLong() + drain.toNanos();
    try {
      while (door.inFlight() > 0 && parts.nanos().getAsLong() < until) {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
      Future.all(servers.stream().map(HttpServer::close).toList())
          .toCompletionStage()
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // The process goes down either way; what is still open breaks off.
    }
  }
}
