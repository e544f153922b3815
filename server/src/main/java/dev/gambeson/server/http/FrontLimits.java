package dev.gambeson.server.http;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/// What one connection may do, whoever speaks.
///
/// @param headerBytes bytes of request line and headers together
/// @param headers number of header fields
/// @param headerTime from the first byte of a request to the end of its headers
/// @param bodyBytes the largest body that any model takes
/// @param bodyRate bytes per second that a body must come at, after [#bodyGrace]
/// @param bodyGrace how long a body may be slower
/// @param idle how long a connection may stay silent between requests, or not take an answer
/// @param requestsPerConnection after so many the connection is closed
/// @param connectionsPerAddress open at once from one address
/// @param connections open at once in all
/// @param streams of one HTTP/2 connection at once
/// @param resets of streams per 30 seconds on one HTTP/2 connection
public record FrontLimits(
    int headerBytes,
    int headers,
    Duration headerTime,
    long bodyBytes,
    int bodyRate,
    Duration bodyGrace,
    Duration idle,
    int requestsPerConnection,
    int connectionsPerAddress,
    int connections,
    int streams,
    int resets) {
  public FrontLimits {
    requireNonNull(headerTime, "headerTime");
    requireNonNull(bodyGrace, "bodyGrace");
    requireNonNull(idle, "idle");
    if (headerBytes < 256 || headers < 1 || bodyBytes < 1 || bodyRate < 1) {
      throw new IllegalArgumentException(
          "headerBytes (%d, at least 256), headers (%d), bodyBytes (%d) and bodyRate (%d) must be positive."
              .formatted(headerBytes, headers, bodyBytes, bodyRate));
    }
    if (requestsPerConnection < 1 || connectionsPerAddress < 1 || connections < 1) {
      throw new IllegalArgumentException(
          "requestsPerConnection, connectionsPerAddress and connections must be at least 1.");
    }
    if (streams < 1 || resets < 1) {
      throw new IllegalArgumentException("streams and resets must be at least 1.");
    }
    if (headerTime.isNegative() || headerTime.isZero() || idle.isNegative() || idle.isZero()) {
      throw new IllegalArgumentException("headerTime and idle must be longer than nothing.");
    }
  }

  /// 8 kB and 64 headers within 10 s, bodies of 1 MB at 500 B/s after 5 s, 60 s idle, 1,000
  /// requests per connection, 256 connections per address, 10,000 in all, 100 streams, 200 resets.
  public static FrontLimits defaults() {
    return new FrontLimits(
        8192,
        64,
        Duration.ofSeconds(10),
        1 << 20,
        500,
        Duration.ofSeconds(5),
        Duration.ofSeconds(60),
        1000,
        256,
        10_000,
        100,
        200);
  }
}
