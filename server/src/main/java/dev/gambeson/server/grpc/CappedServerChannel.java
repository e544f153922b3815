package dev.gambeson.server.grpc;

import dev.gambeson.server.http.ConnectionCounts;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.List;

/// Accepts connections up to a number, in all and from one address; what is more is closed before a
/// byte of it is read. gRPC itself knows no such limit.
final class CappedServerChannel extends NioServerSocketChannel {
  private final ConnectionCounts counts;

  CappedServerChannel(ConnectionCounts counts) {
    this.counts = counts;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    int read = super.doReadMessages(accepted);
    if (read > 0 && accepted.getLast() instanceof Channel connection) {
      String address =
          connection.remoteAddress() instanceof InetSocketAddress a && a.getAddress() != null
              ? a.getAddress().getHostAddress()
              : "unknown";
      if (!counts.open(address)) {
        accepted.removeLast();
        connection.unsafe().closeForcibly();
        return 0;
      }
      var _ = connection.closeFuture().addListener(_ -> counts.close(address));
    }
    return read;
  }
}
