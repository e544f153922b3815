package dev.gambeson.server.http;

import dev.gambeson.server.gateway.Refusal;
import dev.gambeson.server.gateway.Refusal.Kind;
import dev.gambeson.server.gateway.Reply;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Takes connections and requests in: counts connections, puts the [FrontFilter] before the codec,
/// checks what comes over HTTP/2 in the same way, closes what has lived long enough.
final class Door {
  private final FrontLimits limits;
  private final LongSupplier nanos;
  private final Consumer<String> rejected;
  private final TrustedProxies proxies;
  private final Router router;
  private final ConnectionCounts counts;
  private final Set<String> consoleNames;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean closing;

  Door(
      FrontLimits limits,
      LongSupplier nanos,
      Consumer<String> rejected,
      TrustedProxies proxies,
      Set<String> consoleNames,
      Router router) {
    this.limits = limits;
    this.nanos = nanos;
    this.rejected = rejected;
    this.proxies = proxies;
    this.consoleNames = consoleNames;
    this.router = router;
    this.counts = new ConnectionCounts(limits.connections(), limits.connectionsPerAddress());
  }

  void connected(HttpConnection connection) {
    String address = Peer.address(connection);
    if (!counts.open(address)) {
      rejected.accept("connections");
      connection.close();
      return;
    }
    connection.closeHandler(_ -> counts.close(address));
    FrontFilter filter = null;
    Channel channel = Peer.channel(connection);
    if (channel.pipeline().get("httpDecoder") != null) {
      filter = new FrontFilter(limits, nanos, rejected::accept);
      channel.pipeline().addBefore("httpDecoder", "gambeson-front", filter);
    }
    Peer.of(connection, proxies, filter).keep(connection);
  }

  void requested(HttpServerRequest request) {
    FrontFilter filter = Peer.of(request.connection()).filter();
    Underway mark = new Underway();
    request.response().endHandler(mark).closeHandler(mark);
    if (filter == null) {
      if (!acceptable(request)) {
        rejected.accept("front-400");
        refuse(request, "The request is not accepted.");
        return;
      }
    } else if (filter.answering() || closing) {
      request.response().putHeader(HttpHeaderNames.CONNECTION, "close");
    }
    if (!consoleNames.isEmpty() && consoleNames.contains(host(request))) {
      rejected.accept("console-name");
      refuse(request, "This host name is the console's: ask the gateway under its own.");
      return;
    }
    router.route(request);
  }

  /// Counts one request until it is answered or its connection is gone, whichever comes first.
  private final class Underway implements Handler<Void> {
    private boolean over;

    Underway() {
      inFlight.incrementAndGet();
    }

    @Override
    public void handle(Void nothing) {
      if (!over) {
        over = true;
        inFlight.decrementAndGet();
      }
    }
  }

  private boolean acceptable(HttpServerRequest request) {
    byte[] target = request.uri().getBytes(StandardCharsets.UTF_8);
    String authority = request.authority() == null ? "" : request.authority().toString();
    byte[] host = authority.getBytes(StandardCharsets.UTF_8);
    return request.version() == HttpVersion.HTTP_2
        && HttpText.isTarget(target, 0, target.length, false)
        && HttpText.isHost(host, 0, host.length)
        && request.headers().size() <= limits.headers()
        && request.headers().getAll("host").size() <= 1;
  }

  private static String host(HttpServerRequest request) {
    return request.authority() == null ? "" : request.authority().host().toLowerCase(Locale.ROOT);
  }

  private static void refuse(HttpServerRequest request, String why) {
    Refusal refusal = Refusal.of(Kind.BAD_REQUEST, "front", why);
    Responses.refuse(request, "", new Reply.Refused(refusal, Reply.Quota.NONE));
  }

  /// From now on each answer closes its connection.
  void close() {
    closing = true;
  }

  int inFlight() {
    return inFlight.get();
  }

  int connections() {
    return counts.all();
  }
}
