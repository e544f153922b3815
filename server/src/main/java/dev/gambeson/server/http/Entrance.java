package dev.gambeson.server.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// What stands before a listener of HTTP/1.1 that is not the data plane: connections are counted in
/// all and per address, only what every server reads alike comes through ([RequestScanner]; names
/// in paths may be encoded), and who is slow or silent is cut off.
///
/// Not for HTTP/2: such a connection is counted and nothing else.
public final class Entrance {
  private final FrontLimits limits;
  private final LongSupplier nanos;
  private final Consumer<String> rejected;
  private final ConnectionCounts counts;

  /// @param nanos a monotonic clock
  /// @param rejected hears of what was refused, by plain token
  public Entrance(FrontLimits limits, LongSupplier nanos, Consumer<String> rejected) {
    this.limits = limits;
    this.nanos = nanos;
    this.rejected = rejected;
    this.counts = new ConnectionCounts(limits.connections(), limits.connectionsPerAddress());
  }

  /// Takes a connection, or closes it; on its event loop, before its first byte is read.
  public void connected(HttpConnection connection) {
    String address = Peer.address(connection);
    if (!counts.open(address)) {
      rejected.accept("connections");
      var _ = connection.close();
      return;
    }
    connection.closeHandler(_ -> counts.close(address));
    Channel channel = Peer.channel(connection);
    if (channel.pipeline().get("httpDecoder") != null) {
      channel
          .pipeline()
          .addBefore(
              "httpDecoder",
              "gambeson-front",
              new FrontFilter(limits, nanos, rejected::accept, new RequestScanner(limits, true)));
    }
  }

  /// Takes a request of a connection that was taken.
  public void requested(HttpServerRequest request) {
    FrontFilter filter = FrontFilter.of(Peer.channel(request.connection()));
    if (filter == null) {
      return;
    }
    if (filter.last()) {
      request.response().putHeader(HttpHeaderNames.CONNECTION, "close");
    }
    request.response().endHandler(_ -> filter.answering());
  }
}
