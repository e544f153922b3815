package dev.gambeson.server.admin;

import static java.util.Objects.requireNonNull;

import com.google.crypto.tink.Aead;
import dev.gambeson.core.GambesonException;
import dev.gambeson.server.admin.port.AdminListener;
import dev.gambeson.server.admin.port.AdminPorts;
import dev.gambeson.server.admin.port.SessionStore;
import dev.gambeson.server.admin.port.UserStore;
import dev.gambeson.server.admin.port.UsersControl;
import dev.gambeson.server.http.Entrance;
import dev.gambeson.server.http.FrontLimits;
import dev.gambeson.server.http.ServerTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The control API and the console on a listener of their own.
///
/// Guaranteed: see the package. Over anything but a loopback address it does not start without TLS.
/// Connections are counted, and read as strictly as on the data plane ([Entrance]). Not protected:
/// floods that fill the line before they arrive; keep it off the public network.
public final class AdminPlane implements AutoCloseable {
  private static final int IDLE_SECONDS = 60;
  private static final int HEADER_BYTES = 16_384;
  private static final int LINE_BYTES = 8_192;
  private static final int BACKLOG = 128;

  /// As on the data plane, with room for a policy and for many browsers behind one proxy.
  private static final FrontLimits LIMITS =
      new FrontLimits(
          HEADER_BYTES,
          64,
          Duration.ofSeconds(10),
          (1 << 20) + 1024,
          500,
          Duration.ofSeconds(5),
          Duration.ofSeconds(IDLE_SECONDS),
          1_000,
          128,
          1_000,
          1,
          1);

  private final HttpServer server;
  private final AdminOptions options;
  private final ExecutorService executor;
  private final Optional<IssuerClient> issuer;
  private final Accounts accounts;
  private final RouteTable table;
  private final List<String> origins;
  private final Optional<String> setupToken;

  /// What the plane stands on.
  ///
  /// @param ports what it shows and does
  /// @param users people
  /// @param sessions who is logged in
  /// @param listener is told of every privileged action
  /// @param box encrypts the secrets of second factors
  public record Parts(
      AdminPorts ports, UserStore users, SessionStore sessions, AdminListener listener, Aead box) {
    public Parts {
      requireNonNull(ports, "ports");
      requireNonNull(users, "users");
      requireNonNull(sessions, "sessions");
      requireNonNull(listener, "listener");
      requireNonNull(box, "box");
    }
  }

  private AdminPlane(Vertx vertx, Parts parts, AdminOptions options) {
    executor = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("admin-", 0).factory());
    Tokens tokens = new Tokens(options.random());
    Passwords passwords = new Passwords(options.random());
    SecondFactor second = new SecondFactor(parts.box(), options);
    Brake brake = new Brake(options.clock());
    accounts =
        new Accounts(parts.users(), parts.sessions(), passwords, tokens, second, brake, options);
    OwnAccess own =
        new OwnAccess(parts.users(), parts.sessions(), passwords, second, brake, options);
    issuer = options.oidc().map(o -> new IssuerClient(vertx, o, options.clock()));
    Optional<Oidc> oidc =
        issuer.map(i -> new Oidc(options.oidc().orElseThrow(), i, accounts, tokens, options));
    SessionRoutes states = new SessionRoutes(accounts, oidc);
    table = table(parts.ports(), accounts, states, own);
    AtomicReference<@Nullable Front> front = new AtomicReference<>();
    this.options = options;
    server = vertx.createHttpServer(listening(options));
    Entrance entrance = new Entrance(LIMITS, System::nanoTime, _ -> {});
    server.connectionHandler(entrance::connected);
    server.requestHandler(request -> {
      entrance.requested(request);
      Front ready = front.get();
      if (ready == null) {
        request.connection().close();
      } else {
        ready.handle(request, vertx.getOrCreateContext());
      }
    });
    listen(options);
    origins = origins(options, server.actualPort());
    Sessions sessions = new Sessions(parts.sessions(), parts.users(), tokens, options);
    Gate gate = new Gate(origins, sessions);
    LiveTraffic live = new LiveTraffic(vertx, parts.ports().traffic(), executor);
    Answers answers = new Answers(Assets.load(), gate, sessions, states, live);
    front.set(new Front(table, gate, answers, parts.listener(), executor, options.clock()));
    setupToken = accounts.firstToken();
  }

  private void listen(AdminOptions options) {
    try {
      server
          .listen(options.port(), options.host())
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      executor.close();
      throw GambesonException.badInput(
          "The admin plane cannot listen on %s port %d; is the port free, the certificate readable?"
              .formatted(options.host(), options.port()),
          e);
    }
  }

  /// Starts it. Blocks until it listens; not for an event loop.
  ///
  /// @throws GambesonException when it cannot listen or its certificate cannot be read
  public static AdminPlane start(Vertx vertx, Parts parts, AdminOptions options) {
    return new AdminPlane(vertx, parts, options);
  }

  private static RouteTable table(
      AdminPorts ports, UsersControl users, SessionRoutes states, OwnAccess own) {
    Routes routes = new Routes();
    states.addTo(routes);
    new OwnRoutes(own).addTo(routes);
    new PortRoutes(ports).addTo(routes);
    new RuleRoutes(ports, users).addTo(routes);
    new CanaryRoutes(ports.canaries()).addTo(routes);
    AtomicReference<RouteTable> whole = new AtomicReference<>();
    routes.get(
        "api.describe",
        "/openapi.json",
        Permission.SELF,
        "This description",
        Description.class,
        _ -> OpenApi.of(whole.get()));
    whole.set(new RouteTable(routes.all()));
    return whole.get();
  }

  /// The OpenAPI document.
  record Description(String openapi) {}

  private static HttpServerOptions listening(AdminOptions options) {
    HttpServerOptions listening =
        new HttpServerOptions()
            .setIdleTimeout(IDLE_SECONDS)
            .setMaxHeaderSize(HEADER_BYTES)
            .setMaxInitialLineLength(LINE_BYTES)
            .setAcceptBacklog(BACKLOG)
            .setHttp2ClearTextEnabled(false)
            .setDecompressionSupported(false)
            .setUseAlpn(false);
    options.tls().ifPresent(tls -> ServerTls.apply(listening, tls.files(), LIMITS.headerTime()));
    return listening;
  }

  private static List<String> origins(AdminOptions options, int port) {
    List<String> all = new ArrayList<>(options.origins());
    String scheme = options.tls().isPresent() ? "https://" : "http://";
    List<String> hosts =
        AdminOptions.loopback(options.host())
            ? List.of("127.0.0.1", "localhost", "[::1]")
            : List.of(options.host());
    if (options.tls().isPresent() || AdminOptions.loopback(options.host())) {
      hosts.forEach(h -> all.add((scheme + h + ":" + port).toLowerCase(Locale.ROOT)));
    }
    return List.copyOf(all);
  }

  /// The port that it listens on.
  public int port() {
    return server.actualPort();
  }

  /// The address to open in a browser.
  public String address() {
    return origins.getFirst() + "/";
  }

  /// The token with which the first administrator, `admin`, sets a password; only while nobody has
  /// done so. To be printed once on the operator's terminal and nowhere else.
  public Optional<String> setupToken() {
    return setupToken;
  }

  /// Reads the certificates again; connections that are open keep the old ones.
  ///
  /// @return fails, and keeps the old ones, when the new ones cannot be used
  public Future<Void> reloadCertificates() {
    return options
        .tls()
        .map(tls ->
            server
                .updateSSLOptions(ServerTls.options(tls.files(), List.of()), true)
                .<Void>mapEmpty())
        .orElseGet(Future::succeededFuture);
  }

  RouteTable table() {
    return table;
  }

  Accounts accounts() {
    return accounts;
  }

  /// Stops listening, and waits for what is being done.
  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
    issuer.ifPresent(IssuerClient::close);
    executor.close();
  }
}
