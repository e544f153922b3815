package dev.gambeson.server.admin;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.GambesonException;
import dev.gambeson.server.http.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How the admin plane listens.
///
/// @param host address to listen on
/// @param port to listen on; 0 for any free one
/// @param tls certificate and key; without them only a loopback address may be listened on, unless
///   `origins` says that a proxy in front speaks TLS
/// @param origins under which browsers reach it besides its own address, for example
///   `https://console.bank.example`; for requests from others nothing is changed or shown
/// @param idle a session ends after so long without use
/// @param absolute a session ends after so long at the latest
/// @param oidc log-in by an OpenID Connect issuer
/// @param clock the time
/// @param random where secrets come from
/// @param rules what a log-in takes
public record AdminOptions(
    String host,
    int port,
    Optional<Tls> tls,
    List<String> origins,
    Duration idle,
    Duration absolute,
    Optional<OidcOptions> oidc,
    InstantSource clock,
    SecureRandom random,
    Rules rules) {
  private static final Duration LONGEST = Duration.ofDays(1);

  public AdminOptions {
    requireNonNull(host, "host");
    requireNonNull(tls, "tls");
    requireNonNull(oidc, "oidc");
    requireNonNull(clock, "clock");
    requireNonNull(random, "random");
    requireNonNull(rules, "rules");
    origins = origins.stream().map(AdminOptions::origin).toList();
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "The admin plane's port is %d; it must be from 0 to 65535.".formatted(port));
    }
    if (idle.compareTo(Duration.ofMinutes(1)) < 0 || absolute.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "Sessions of the admin plane end after %s without use and %s at the latest; choose at least PT1M and at most %s."
              .formatted(idle, absolute, LONGEST));
    }
    boolean proxied = !origins.isEmpty() && origins.stream().allMatch(o -> o.startsWith("https:"));
    if (!loopback(host) && tls.isEmpty() && !proxied) {
      throw new IllegalArgumentException(
          "The admin plane would send sessions in the clear on %s; give it a certificate (tls), or name the https origin of the proxy before it (origins), or listen on 127.0.0.1."
              .formatted(host));
    }
  }

  /// With the usual rules of logging in.
  public AdminOptions(
      String host,
      int port,
      Optional<Tls> tls,
      List<String> origins,
      Duration idle,
      Duration absolute,
      Optional<OidcOptions> oidc,
      InstantSource clock,
      SecureRandom random) {
    this(host, port, tls, origins, idle, absolute, oidc, clock, random, Rules.USUAL);
  }

  /// What a log-in takes.
  ///
  /// @param secondFactor whether a local account without a second factor may do nothing but set one
  ///   up; a password alone never is enough for an account that has one
  /// @param sessions at most so many of one account; a new one ends the oldest
  public record Rules(boolean secondFactor, int sessions) {
    static final int MOST = 100;

    /// A second factor for who wants one; five sessions.
    public static final Rules USUAL = new Rules(false, 5);

    public Rules {
      if (sessions < 1 || sessions > MOST) {
        throw new IllegalArgumentException(
            "console-log-in: sessions is %d; give 1 to %d.".formatted(sessions, MOST));
      }
    }
  }

  /// The same with other rules.
  public AdminOptions withRules(Rules others) {
    return new AdminOptions(host, port, tls, origins, idle, absolute, oidc, clock, random, others);
  }

  /// On 127.0.0.1:8090, for browsers on this machine.
  public static AdminOptions local(InstantSource clock) {
    return new AdminOptions(
        "127.0.0.1",
        8090,
        Optional.empty(),
        List.of(),
        Duration.ofMinutes(30),
        Duration.ofHours(12),
        Optional.empty(),
        clock,
        new SecureRandom());
  }

  /// The same on another port.
  public AdminOptions withPort(int another) {
    return new AdminOptions(
        host, another, tls, origins, idle, absolute, oidc, clock, random, rules);
  }

  /// The same with log-in by an issuer.
  public AdminOptions withOidc(OidcOptions issuer) {
    return new AdminOptions(
        host, port, tls, origins, idle, absolute, Optional.of(issuer), clock, random, rules);
  }

  static boolean loopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
  }

  private static String origin(String text) {
    try {
      URI uri = URI.create(text);
      String path = uri.getRawPath();
      boolean plain =
          uri.getHost() != null
              && (path == null || path.isEmpty() || path.equals("/"))
              && uri.getRawQuery() == null
              && uri.getRawUserInfo() == null;
      if (plain && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
        return text.toLowerCase(Locale.ROOT).replaceFirst("/$", "");
      }
    } catch (IllegalArgumentException e) {
      throw bad(text);
    }
    throw bad(text);
  }

  private static GambesonException bad(String text) {
    return GambesonException.usage(
        "\"%s\" is not an origin; write it as https://console.bank.example.".formatted(text));
  }

  /// Certificate chain and key as PEM files.
  ///
  /// @param clientAuthorities authorities of client certificates; empty: browsers show none
  /// @param clientCertificateRequired whether a browser without a certificate is turned away. A
  ///   certificate comes before the log-in, never in its place
  public record Tls(
      Path certificate,
      Path key,
      Optional<Path> clientAuthorities,
      boolean clientCertificateRequired) {
    public Tls {
      requireNonNull(certificate, "certificate");
      requireNonNull(key, "key");
      requireNonNull(clientAuthorities, "clientAuthorities");
    }

    TlsFiles files() {
      return new TlsFiles(certificate, key, clientAuthorities, clientCertificateRequired);
    }
  }
}
