package dev.gambeson.server.grpc;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The gRPC listener.
///
/// @param host address to listen on
/// @param port 0 for any
/// @param tls certificate and key; without them the listener is in clear text and only for this
///   machine, or behind a proxy that does TLS
/// @param limits what a connection may do
public record GrpcSettings(String host, int port, Optional<Tls> tls, Limits limits) {
  public GrpcSettings {
    requireNonNull(host, "host");
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("grpc: port %d; give 0 to 65535.".formatted(port));
    }
  }

  /// Certificates, all PEM files. TLS 1.3, or 1.2 with authenticated encryption.
  ///
  /// @param certificate chain of this server
  /// @param key its private key, PKCS 8
  /// @param clientAuthorities authorities of client certificates; empty: clients show none
  /// @param clientCertificateRequired whether a client without a certificate is turned away
  public record Tls(
      Path certificate,
      Path key,
      Optional<Path> clientAuthorities,
      boolean clientCertificateRequired) {
    public Tls {
      requireNonNull(certificate, "certificate");
      requireNonNull(key, "key");
      if (clientCertificateRequired && clientAuthorities.isEmpty()) {
        throw new IllegalArgumentException(
            "grpc: client certificates are required, but no authority is named that they may come from.");
      }
    }
  }

  /// What a connection may do.
  ///
  /// @param maxMessageBytes largest request
  /// @param maxMetadataBytes largest headers of a call
  /// @param maxCallsPerConnection at the same time
  /// @param maxConnections open at once
  /// @param maxConnectionsPerAddress open at once from one address
  /// @param minPingInterval a client that pings more often is turned away
  /// @param maxIdle after which an idle connection is closed
  /// @param maxAge after which a connection is closed once its calls are over
  /// @param handshake longest handshake
  /// @param messageRate bytes per second that a message must come at, after [#messageGrace]
  /// @param messageGrace how long a message may be slower
  public record Limits(
      int maxMessageBytes,
      int maxMetadataBytes,
      int maxCallsPerConnection,
      int maxConnections,
      int maxConnectionsPerAddress,
      Duration minPingInterval,
      Duration maxIdle,
      Duration maxAge,
      Duration handshake,
      int messageRate,
      Duration messageGrace) {
    /// 1 MB, 8 kB, 100 calls, 2,000 connections, 128 of one address, a ping every 30 s, 5 min idle,
    /// 1 h age, 10 s handshake, messages at 500 B/s after 5 s.
    public static final Limits DEFAULTS =
        new Limits(
            1 << 20,
            8 << 10,
            100,
            2_000,
            128,
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Duration.ofSeconds(10),
            500,
            Duration.ofSeconds(5));

    public Limits {
      boolean sizes =
          maxMessageBytes >= 1024
              && maxMessageBytes <= 1 << 30
              && maxMetadataBytes >= 1024
              && maxCallsPerConnection >= 1
              && maxConnections >= 1
              && maxConnectionsPerAddress >= 1
              && messageRate >= 1;
      boolean times =
          minPingInterval.toMillis() >= 1
              && maxIdle.toMillis() >= 1
              && maxAge.toMillis() >= 1
              && handshake.toMillis() >= 1
              && messageGrace.toMillis() >= 1;
      if (!sizes || !times) {
        throw new IllegalArgumentException(
            "grpc limits: max-message-bytes %d (1 kB to 1 GB), max-metadata-bytes %d (at least 1 kB), max-calls-per-connection %d (at least 1), times above 0. Correct the one that is outside."
                .formatted(maxMessageBytes, maxMetadataBytes, maxCallsPerConnection));
      }
    }
  }
}
