package dev.gambeson.server.admin;

import static java.util.Objects.requireNonNull;

import dev.gambeson.server.admin.port.Role;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Log-in by an OpenID Connect issuer: authorization code with PKCE.
///
/// @param issuer its identifier, an https address (http on loopback only)
/// @param clientId ours at the issuer
/// @param clientSecret ours at the issuer, asked for at each log-in; empty for a public client
/// @param redirect the address that the issuer sends browsers back to: the console's origin and
///   `/api/v1/session/oidc/callback`
/// @param claim the claim of the identity token that holds groups, a text or a list of texts
/// @param roles what a group may do; who has none of these groups is not let in
/// @param acr what the identity token's `acr` must be one of (how strongly the issuer made sure);
///   empty: anything. It is asked for by `acr_values` as well
/// @param maxAge how long ago the person may have shown the issuer who they are (`auth_time`)
/// @param label what the log-in button says, for example `Bank single sign-on`
public record OidcOptions(
    URI issuer,
    String clientId,
    Optional<Supplier<String>> clientSecret,
    URI redirect,
    String claim,
    Map<String, Role> roles,
    List<String> acr,
    Optional<Duration> maxAge,
    String label) {
  public OidcOptions {
    requireNonNull(issuer, "issuer");
    requireNonNull(clientId, "clientId");
    requireNonNull(clientSecret, "clientSecret");
    requireNonNull(redirect, "redirect");
    requireNonNull(claim, "claim");
    requireNonNull(label, "label");
    roles = Map.copyOf(roles);
    acr = List.copyOf(acr);
    maxAge.ifPresent(age -> {
      if (age.isNegative() || age.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException(
            "sign-in: max-age is %s; give PT0S to P1D.".formatted(age));
      }
    });
    secure(issuer, "issuer");
    secure(redirect, "redirect");
    if (roles.isEmpty()) {
      throw new IllegalArgumentException(
          "Log-in by %s lets nobody in: map at least one group to a role (roles)."
              .formatted(issuer));
    }
  }

  /// With any strength and age of the issuer's log-in.
  public OidcOptions(
      URI issuer,
      String clientId,
      Optional<Supplier<String>> clientSecret,
      URI redirect,
      String claim,
      Map<String, Role> roles,
      String label) {
    this(
        issuer, clientId, clientSecret, redirect, claim, roles, List.of(), Optional.empty(), label);
  }

  private static void secure(URI address, String name) {
    String host = address.getHost();
    boolean local = host != null && AdminOptions.loopback(host);
    boolean fits =
        "https".equals(address.getScheme()) || ("http".equals(address.getScheme()) && local);
    if (host == null || !fits || address.getUserInfo() != null || address.getFragment() != null) {
      throw new IllegalArgumentException(
          "The %s of the OpenID Connect log-in is %s; it must be an https address."
              .formatted(name, address));
    }
  }

  @Override
  public String toString() {
    return "OidcOptions[" + issuer + ", " + clientId + "]";
  }
}
