package dev.gambeson.server.http;

import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.ServerSSLOptions;
import java.util.List;

/// Turns our options into those of Vert.x.
final class ListenerOptions {
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
    ServerTls.apply(out, tls, front.headerTime());
    out.setUseAlpn(true)
        .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
        .setIdleTimeout((int) Math.max(1, front.idle().toSeconds()));
  }

  /// The certificates alone, for a reload.
  static ServerSSLOptions ssl(TlsFiles tls) {
    return ServerTls.options(tls, List.of("h2", "http/1.1"));
  }
}
