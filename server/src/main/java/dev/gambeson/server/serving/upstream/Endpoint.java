package dev.gambeson.server.serving.upstream;

import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// One address of an upstream: where it leads to, how it behaves, how busy it is. Thread-safe.
///
/// Closed: it is asked. After some failures in a row it is open: nobody asks it for a while. Then
/// one request tries it (half open); its success closes the circuit, its failure opens it for twice
/// as long.
final class Endpoint {
  private static final int MOST_DOUBLINGS = 4;

  private final URI uri;
  private final UpstreamSettings.Breaker breaker;
  private final LongSupplier nanoTime;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger next = new AtomicInteger();
  private volatile List<SocketAddress> pinned = List.of();
  private volatile boolean closed = true;
  private int failures;
  private int openings;
  private long openUntil;
  private boolean probing;

  Endpoint(URI uri, UpstreamSettings.Breaker breaker, LongSupplier nanoTime) {
    this.uri = uri;
    this.breaker = breaker;
    this.nanoTime = nanoTime;
  }

  /// Looks the name up again. Blocks.
  void resolve(boolean allowLocal) {
    List<InetAddress> found = EgressRule.resolve(uri.getHost(), allowLocal);
    pinned =
        found.stream()
            .map(a -> SocketAddress.inetSocketAddress(port(), a.getHostAddress()))
            .toList();
  }

  /// The checked address to connect to.
  SocketAddress address() {
    List<SocketAddress> all = pinned;
    return all.get(Math.floorMod(next.getAndIncrement(), all.size()));
  }

  String host() {
    return uri.getHost();
  }

  int port() {
    return uri.getPort() >= 0 ? uri.getPort() : secure() ? 443 : 80;
  }

  boolean secure() {
    return "https".equals(uri.getScheme());
  }

  /// What stands before `/v2`.
  String path() {
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  int underWay() {
    return underWay.get();
  }

  boolean closed() {
    return closed;
  }

  /// Whether it may be asked now; the caller then says [#succeeded], [#failed] or [#indifferent].
  boolean enter() {
    if (!closed && !tryHalfOpen()) {
      return false;
    }
    underWay.getAndIncrement();
    return true;
  }

  private synchronized boolean tryHalfOpen() {
    if (closed) {
      return true;
    }
    if (probing || nanoTime.getAsLong() - openUntil < 0) {
      return false;
    }
    probing = true;
    return true;
  }

  void succeeded() {
    underWay.getAndDecrement();
    if (closed && failures == 0) { // the usual case; a stale zero is set right by the next success
      return;
    }
    synchronized (this) {
      failures = 0;
      openings = 0;
      probing = false;
      closed = true;
    }
  }

  synchronized void failed() {
    underWay.getAndDecrement();
    failures++;
    // What was asked before the circuit opened and fails only now says nothing new.
    if (closed ? failures >= breaker.failures() : probing) {
      long open = breaker.open().toNanos() << Math.min(openings, MOST_DOUBLINGS);
      openings++;
      openUntil = nanoTime.getAsLong() + open;
      probing = false;
      closed = false;
    }
  }

  /// It answered something that says neither that it works nor that it does not.
  synchronized void indifferent() {
    underWay.getAndDecrement();
    probing = false;
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
