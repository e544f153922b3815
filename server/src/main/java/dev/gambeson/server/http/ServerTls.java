package dev.gambeson.server.http;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// TLS of our HTTP listeners: 1.3, or 1.2 with authenticated encryption and ephemeral keys.
public final class ServerTls {
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");
  private static final List<String> SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private ServerTls() {}

  /// Puts TLS on a listener.
  ///
  /// @param handshake how long one may take
  public static void apply(HttpServerOptions out, TlsFiles tls, Duration handshake) {
    ServerSSLOptions ssl = options(tls, List.of());
    out.setSsl(true)
        .setKeyCertOptions(ssl.getKeyCertOptions())
        .setTrustOptions(ssl.getTrustOptions())
        .setClientAuth(ssl.getClientAuth())
        .setEnabledSecureTransportProtocols(PROTOCOLS)
        .setSslHandshakeTimeout(handshake.toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    SUITES.forEach(out::addEnabledCipherSuite);
  }

  /// The certificates alone, for a reload.
  ///
  /// @param applications protocols that are offered by ALPN; empty for none
  public static ServerSSLOptions options(TlsFiles tls, List<String> applications) {
    ServerSSLOptions out = new ServerSSLOptions();
    out.setKeyCertOptions(
        new PemKeyCertOptions()
            .addCertPath(tls.certificate().toString())
            .addKeyPath(tls.key().toString()));
    out.setClientAuth(ClientAuth.NONE);
    tls.clientAuthorities()
        .ifPresent(authorities -> {
          out.setTrustOptions(new PemTrustOptions().addCertPath(authorities.toString()));
          out.setClientAuth(
              tls.clientCertificateRequired() ? ClientAuth.REQUIRED : ClientAuth.REQUEST);
        });
    out.setEnabledSecureTransportProtocols(PROTOCOLS);
    out.setUseAlpn(!applications.isEmpty());
    out.setApplicationLayerProtocols(applications);
    SUITES.forEach(out::addEnabledCipherSuite);
    return out;
  }
}
