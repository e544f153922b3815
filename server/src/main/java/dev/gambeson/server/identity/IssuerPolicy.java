package dev.gambeson.server.identity;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// An OpenID Connect issuer and what its tokens are worth here.
///
/// @param name short name for the log and the ids of its clients, for example `corp`
/// @param issuer exactly the tokens' `iss`, an https address (http on this machine only)
/// @param jwks where its keys are; default what its discovery document says
/// @param audiences of which a token's `aud` holds at least one
/// @param algorithms default RS256, PS256, ES256, EdDSA; never `none` or an HMAC
/// @param clockSkew how far clocks may differ, up to 5 minutes; default 30 seconds
/// @param longestLife longest span from `iat` to `exp` that is taken; default 24 hours
/// @param required claims by path that must have exactly this value, for example `typ: Bearer`
/// @param bound whether only tokens bound to the client's certificate are taken (RFC 8705); one
///   that is bound needs its certificate in any case
/// @param claims what the claims mean
public record IssuerPolicy(
    String name,
    String issuer,
    Optional<String> jwks,
    List<String> audiences,
    List<String> algorithms,
    Optional<Duration> clockSkew,
    Optional<Duration> longestLife,
    Map<String, String> required,
    Optional<Boolean> bound,
    ClaimMapping claims) {
  /// Algorithms that are taken at all: signatures with public keys.
  static final Set<String> KNOWN =
      Set.of(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

  public IssuerPolicy {
    Names.requireWord(name, "name in identity.issuers");
    requireAddress(issuer, "issuer");
    jwks.ifPresent(address -> requireAddress(address, "jwks"));
    audiences = audiences == null ? List.of() : List.copyOf(audiences);
    if (audiences.isEmpty()) {
      throw new IllegalArgumentException(
          "identity.issuers names no audiences, so tokens made for other services would be taken: name this service as the issuer knows it.");
    }
    algorithms =
        algorithms == null || algorithms.isEmpty()
            ? List.of("RS256", "PS256", "ES256", "EdDSA")
            : List.copyOf(algorithms);
    if (!KNOWN.containsAll(algorithms)) {
      throw new IllegalArgumentException(
          "identity.issuers.algorithms holds something other than RS, PS, ES 256 to 512 and EdDSA; correct it.");
    }
    requireSpan(clockSkew, Duration.ZERO, Duration.ofMinutes(5), "clock-skew");
    requireSpan(longestLife, Duration.ofSeconds(10), Duration.ofDays(366), "longest-life");
    required = required == null ? Map.of() : Map.copyOf(required);
  }

  private static void requireSpan(
      Optional<Duration> span, Duration least, Duration most, String name) {
    span.ifPresent(given -> {
      if (given.compareTo(least) < 0 || given.compareTo(most) > 0) {
        throw new IllegalArgumentException(
            "identity.issuers.%s is %s, but must lie between %s and %s."
                .formatted(name, given, least, most));
      }
    });
  }

  private static void requireAddress(String address, String name) {
    try {
      URI uri = new URI(address);
      boolean secure = "https".equals(uri.getScheme());
      boolean local = "http".equals(uri.getScheme()) && isLocal(uri);
      if ((secure || local)
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getFragment() == null) {
        return;
      }
    } catch (URISyntaxException _) {
      // said below
    }
    throw new IllegalArgumentException(
        "identity.issuers.%s is no https address (http is taken on this machine alone); correct it."
            .formatted(name));
  }

  static boolean isLocal(URI uri) {
    return uri.getHost() != null
        && Set.of("localhost", "127.0.0.1", "[::1]").contains(uri.getHost());
  }

  Duration skew() {
    return clockSkew.orElse(Duration.ofSeconds(30));
  }

  Duration life() {
    return longestLife.orElse(Duration.ofHours(24));
  }
}
