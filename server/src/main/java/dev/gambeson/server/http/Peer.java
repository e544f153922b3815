package dev.gambeson.server.http;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// Who is at the other end of a connection; found out once per connection.
///
/// @param address its address
/// @param trusted whether it is a proxy of ours
/// @param certificate that the TLS layer has verified
/// @param filter before the HTTP/1.1 codec; null for HTTP/2
record Peer(
    String address,
    boolean trusted,
    Optional<X509Certificate> certificate,
    @Nullable FrontFilter filter) {
  private static final AttributeKey<Peer> KEY = AttributeKey.valueOf("gambeson-peer");

  static Peer of(HttpConnection connection, TrustedProxies proxies, @Nullable FrontFilter filter) {
    String address = address(connection);
    return new Peer(address, proxies.trusts(address), certificate(connection), filter);
  }

  static String address(HttpConnection connection) {
    SocketAddress remote = connection.remoteAddress();
    String host = remote == null ? null : remote.hostAddress();
    return host == null ? "" : host;
  }

  private static Optional<X509Certificate> certificate(HttpConnection connection) {
    if (!connection.isSsl()) {
      return Optional.empty();
    }
    try {
      List<Certificate> chain = connection.peerCertificates();
      return chain.isEmpty() || !(chain.getFirst() instanceof X509Certificate own)
          ? Optional.empty()
          : Optional.of(own);
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty(); // a client without a certificate; other credentials may do
    }
  }

  static Channel channel(HttpConnection connection) {
    return ((ConnectionBase) connection).channel();
  }

  void keep(HttpConnection connection) {
    channel(connection).attr(KEY).set(this);
  }

  static Peer of(HttpConnection connection) {
    Peer peer = channel(connection).attr(KEY).get();
    if (peer == null) {
      throw new IllegalStateException("a connection that was not announced");
    }
    return peer;
  }
}
