package dev.gambeson.server.serving.upstream;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A model on other servers that speak the Open Inference Protocol v2 (KServe, MLServer, Triton).
///
/// @param addresses `http://host:port` or `https://host:port`, perhaps with a path before `/v2`;
///   several serve the same model
/// @param model its name there
/// @param modelVersion its version there; empty: whichever that server takes
/// @param limits how long and how much
/// @param retries when to ask again
/// @param breaker when to leave an address alone
/// @param tls of `https` addresses
/// @param bearer file with a token for the `Authorization` header; read anew every minute
/// @param binary whether tensors go and come in binary (Triton does, MLServer does not)
/// @param preprocessing the steps from columns to the upstream's matrix, as in
///   `docs/preprocessing.md`; empty when it takes the columns
/// @param input name and type of the upstream's one matrix, where its metadata does not tell
/// @param output where the answer is, where names and types do not tell
/// @param allowLocal whether link-local and cloud metadata addresses, and names that lead to this
///   machine, are allowed
public record UpstreamSettings(
    List<String> addresses,
    String model,
    Optional<String> modelVersion,
    Limits limits,
    Retries retries,
    Breaker breaker,
    Tls tls,
    Optional<Path> bearer,
    boolean binary,
    Optional<Path> preprocessing,
    Optional<Input> input,
    Optional<Output> output,
    boolean allowLocal) {
  private static final int MAX_ADDRESSES = 32;

  public UpstreamSettings {
    requireNonNull(model, "model");
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty() || addresses.size() > MAX_ADDRESSES) {
      throw new IllegalArgumentException(
          "upstream '%s': %d addresses; give 1 to %d."
              .formatted(model, addresses.size(), MAX_ADDRESSES));
    }
    addresses.forEach(UpstreamSettings::uri);
  }

  /// One address, everything else as usual.
  public static UpstreamSettings of(String address, String model) {
    return new UpstreamSettings(
        List.of(address),
        model,
        Optional.empty(),
        Limits.DEFAULTS,
        Retries.DEFAULTS,
        Breaker.DEFAULTS,
        Tls.USUAL,
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  static URI uri(String address) {
    try {
      URI uri = new URI(address);
      boolean scheme = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean bare =
          uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
      String path = uri.getRawPath() == null ? "" : uri.getRawPath();
      if (!scheme || !bare || uri.getHost() == null || path.contains("..") || path.contains("//")) {
        throw new IllegalArgumentException(
            "upstream address '%s' must be http://host:port or https://host:port, without user, query and fragment."
                .formatted(address));
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "upstream address '%s' is none: %s.".formatted(address, e.getReason()), e);
    }
  }

  /// How long and how much.
  ///
  /// @param timeout for an answer, all attempts together
  /// @param connectTimeout for a connection
  /// @param maxConnections per address and event loop
  /// @param maxWaiting requests that may wait for a connection
  /// @param maxResponseBytes largest answer
  public record Limits(
      Duration timeout,
      Duration connectTimeout,
      int maxConnections,
      int maxWaiting,
      int maxResponseBytes) {
    /// 5 s, 1 s, 32 connections, 256 waiting, 4 MiB.
    public static final Limits DEFAULTS =
        new Limits(Duration.ofSeconds(5), Duration.ofSeconds(1), 32, 256, 4 << 20);

    public Limits {
      boolean times =
          timeout.toMillis() >= 1 && timeout.toMinutes() < 10 && connectTimeout.toMillis() >= 1;
      boolean counts = maxConnections >= 1 && maxWaiting >= 1 && maxResponseBytes >= 1024;
      if (!times || !counts) {
        throw new IllegalArgumentException(
            "upstream limits: timeout %s (1 ms to 10 min), connect-timeout %s (at least 1 ms), max-connections %d, max-waiting %d (at least 1), max-response-bytes %d (at least 1024). Correct the one that is outside."
                .formatted(timeout, connectTimeout, maxConnections, maxWaiting, maxResponseBytes));
      }
    }
  }

  /// When to ask again. Only requests are repeated that certainly were not answered: no connection,
  /// a connection that closed before the first byte of an answer, and the status 503.
  ///
  /// @param attempts at most, 1 to 5
  /// @param budget retries per request in the long run, so that a dead upstream is not asked many
  ///   times as often as a living one; 0 to 1
  public record Retries(int attempts, double budget) {
    /// 3 attempts, at most 10 % more requests.
    public static final Retries DEFAULTS = new Retries(3, 0.1);

    public Retries {
      if (attempts < 1 || attempts > 5 || !(budget >= 0 && budget <= 1)) {
        throw new IllegalArgumentException(
            "upstream retries: attempts %d (1 to 5), budget %s (0 to 1). Correct the one that is outside."
                .formatted(attempts, budget));
      }
    }
  }

  /// When to leave an address alone.
  ///
  /// @param failures in a row
  /// @param open for how long at first; twice as long every further time, up to 16 times
  public record Breaker(int failures, Duration open) {
    /// After 5 failures for 2 s.
    public static final Breaker DEFAULTS = new Breaker(5, Duration.ofSeconds(2));

    public Breaker {
      if (failures < 1 || open.toMillis() < 1) {
        throw new IllegalArgumentException(
            "upstream breaker: failures %d (at least 1), open %s (at least 1 ms). Correct the one that is outside."
                .formatted(failures, open));
      }
    }
  }

  /// Certificates, all PEM files.
  ///
  /// @param authorities who signs the upstream's certificate; empty: those of the platform
  /// @param certificate ours, for mutual TLS
  /// @param key its private key
  public record Tls(Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key) {
    /// The platform's authorities, no certificate of ours.
    public static final Tls USUAL = new Tls(Optional.empty(), Optional.empty(), Optional.empty());

    public Tls {
      if (certificate.isPresent() != key.isPresent()) {
        throw new IllegalArgumentException(
            "upstream tls: give certificate and key together, or neither.");
      }
    }
  }

  /// The upstream's one matrix.
  ///
  /// @param name of the tensor
  /// @param datatype of the protocol, for example `FP32`
  public record Input(String name, String datatype) {}

  /// Where the answer is.
  ///
  /// @param name of the tensor
  /// @param kind what it holds
  public record Output(String name, Kind kind) {
    /// What a tensor of answers holds.
    public enum Kind {
      /// A probability per row and class.
      PROBABILITIES,
      /// The probability of the second of two classes.
      POSITIVE,
      /// The class of each row: its label as text, or its label or position as a number.
      LABEL,
      /// A number per row, of a model without classes.
      VALUE
    }
  }
}
