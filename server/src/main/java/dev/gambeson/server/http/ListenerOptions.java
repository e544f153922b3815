package dev.gambeson.server.http;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Turns our options into those of Vert.x.
final class ListenerOptions {
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
  private static final int HPACK_TABLE = 4096;

  private ListenerOptions() {}

  static HttpServerOptions of(DataPlaneOptions options) {
    FrontLimits front = options.front();
    HttpServerOptions out =
        new HttpServerOptions()
            .setHost(options.host())
            .setPort(options.port())
            .setMaxInitialLineLength(front.headerBytes())
            .setMaxHeaderSize(front.headerBytes())
            .setHttp2ClearTextEnabled(false)
            .setHandle100ContinueAutomatically(false)
            .setDecompressionSupported(false)
            .setCompressionSupported(false)
            .setTcpNoDelay(true)
            .setRegisterWebSocketWriteHandlers(false);
    out.setInitialSettings(
        new Http2Settings()
            .setMaxConcurrentStreams(front.streams())
            .setMaxHeaderListSize(front.headerBytes())
            .setHeaderTableSize(HPACK_TABLE)
            .setPushEnabled(false));
    out.setHttp2RstFloodMaxRstFramePerWindow(front.resets()).setHttp2RstFloodWindowDuration(30);
    options.tls().ifPresent(tls -> tls(out, tls, front));
    return out;
  }

  private static void tls(HttpServerOptions out, TlsFiles tls, FrontLimits front) {
    ServerSSLOptions ssl = ssl(tls);
    out.setSsl(true)
        .setUseAlpn(true)
        .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
        .setKeyCertOptions(ssl.getKeyCertOptions())
        .setTrustOptions(ssl.getTrustOptions())
        .setClientAuth(ssl.getClientAuth())
        .setEnabledSecureTransportProtocols(PROTOCOLS)
        .setSslHandshakeTimeout(front.headerTime().toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout((int) Math.max(1, front.idle().toSeconds()));
    SUITES.forEach(out::addEnabledCipherSuite);
  }

  /// The certificates alone, for a reload.
  static ServerSSLOptions ssl(TlsFiles tls) {
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
    out.setUseAlpn(true);
    out.setApplicationLayerProtocols(List.of("h2", "http/1.1"));
    SUITES.forEach(out::addEnabledCipherSuite);
    return out;
  }
}
