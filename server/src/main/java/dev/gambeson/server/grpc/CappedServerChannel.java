package dev.gambeson.server.grpc;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Accepts connections up to a number, in all and from one address; what is more is closed before a
/// byte of it is read. gRPC itself knows no such limit.
final class CappedServerChannel extends NioServerSocketChannel {
  private final Counts counts;

  CappedServerChannel(Counts counts) {
    this.counts = counts;
  }

  /// Open connections. Thread-safe; one entry per address that is connected.
  static final class Counts {
    private final int most;
    private final int mostPerAddress;
    private final AtomicInteger all = new AtomicInteger();
    private final ConcurrentHashMap<String, Integer> perAddress = new ConcurrentHashMap<>();

    Counts(int most, int mostPerAddress) {
      this.most = most;
      this.mostPerAddress = mostPerAddress;
    }

    boolean open(String address) {
      if (all.incrementAndGet() > most) {
        all.decrementAndGet();
        return false;
      }
      if (perAddress.merge(address, 1, Integer::sum) > mostPerAddress) {
        close(address);
        return false;
      }
      return true;
    }

    void close(String address) {
      all.decrementAndGet();
      perAddress.computeIfPresent(address, (_, now) -> now <= 1 ? null : now - 1);
    }
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
