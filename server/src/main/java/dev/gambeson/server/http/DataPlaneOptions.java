package dev.gambeson.server.http;

import static java.util.Objects.requireNonNull;

import dev.gambeson.server.oip.OipLimits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How the data plane listens.
///
/// @param host address to listen on
/// @param port 0 for any free one
/// @param eventLoops threads that do the work; 0 for one per processor
/// @param front limits of connections
/// @param limits limits of requests
/// @param tls without it, HTTP/1.1 in the clear
/// @param trustedProxies addresses or ranges whose `x-forwarded-for` is believed
/// @param consoleNames host names of the console, in small letters: requests under them get
///   nothing, so that a browser never takes the two for one site
/// @param drain how long requests in flight may take when it closes
public record DataPlaneOptions(
    String host,
    int port,
    int eventLoops,
    FrontLimits front,
    OipLimits limits,
    Optional<TlsFiles> tls,
    List<String> trustedProxies,
    Set<String> consoleNames,
    Duration drain) {
  public DataPlaneOptions {
    requireNonNull(host, "host");
    requireNonNull(front, "front");
    requireNonNull(limits, "limits");
    requireNonNull(tls, "tls");
    requireNonNull(drain, "drain");
    trustedProxies = List.copyOf(trustedProxies);
    consoleNames = Set.copyOf(consoleNames);
    if (port < 0 || port > 65_535 || eventLoops < 0 || eventLoops > 1024) {
      throw new IllegalArgumentException(
          "port is %d (0 to 65535) and eventLoops %d (0 to 1024).".formatted(port, eventLoops));
    }
  }

  /// Loopback, any free port, everything as it is by default.
  public static DataPlaneOptions local() {
    return new DataPlaneOptions(
        "127.0.0.1",
        0,
        0,
        FrontLimits.defaults(),
        OipLimits.defaults(),
        Optional.empty(),
        List.of(),
        Set.of(),
        Duration.ofSeconds(10));
  }

  /// The same with other limits of connections.
  public DataPlaneOptions withFront(FrontLimits other) {
    return new DataPlaneOptions(
        host, port, eventLoops, other, limits, tls, trustedProxies, consoleNames, drain);
  }

  /// The same on another port.
  public DataPlaneOptions withPort(int other) {
    return new DataPlaneOptions(
        host, other, eventLoops, front, limits, tls, trustedProxies, consoleNames, drain);
  }

  /// The same with TLS.
  public DataPlaneOptions withTls(TlsFiles files) {
    return new DataPlaneOptions(
        host,
        port,
        eventLoops,
        front,
        limits,
        Optional.of(files),
        trustedProxies,
        consoleNames,
        drain);
  }

  /// The same behind proxies.
  public DataPlaneOptions withTrustedProxies(List<String> ranges) {
    return new DataPlaneOptions(
        host, port, eventLoops, front, limits, tls, ranges, consoleNames, drain);
  }
}
