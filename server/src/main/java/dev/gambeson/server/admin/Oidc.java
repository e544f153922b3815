package dev.gambeson.server.admin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.gambeson.server.admin.port.Rejected;
import dev.gambeson.server.admin.port.Role;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;
import java.util.Comparator;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Log-in by an issuer: OpenID Connect authorization code with PKCE (RFC 7636, S256).
///
/// Guaranteed: an answer counts only in the browser that asked (state, nonce and verifier are
/// derived from a secret in its cookie, so nothing is kept here and any node can finish); the
/// identity token's algorithm, issuer, audience, times and nonce are checked, and where the options
/// ask for it how strongly (`acr`) and how long ago (`auth_time`) the person logged in there;
/// whoever has none of the mapped groups is not let in; with several, the highest role counts.
///
/// Not protected: what the issuer says of a person is believed.
final class Oidc {
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256, JWSAlgorithm.ES384);
  private static final long SKEW_SECONDS = 60; // as nimbus-jose-jwt allows for exp
  private static final String REFUSED = "The issuer's answer could not be used; log in again.";

  private final OidcOptions options;
  private final IssuerClient issuer;
  private final Accounts accounts;
  private final Tokens tokens;
  private final AdminOptions plane;
  private final Brake brake;

  Oidc(
      OidcOptions options,
      IssuerClient issuer,
      Accounts accounts,
      Tokens tokens,
      AdminOptions plane) {
    this.options = options;
    this.issuer = issuer;
    this.accounts = accounts;
    this.tokens = tokens;
    this.plane = plane;
    this.brake = new Brake(plane.clock());
  }

  String label() {
    return options.label();
  }

  /// Sends a browser to the issuer.
  Reply begin() {
    String secret = tokens.next();
    Map<String, String> query = new LinkedHashMap<>();
    query.put("response_type", "code");
    query.put("client_id", options.clientId());
    query.put("redirect_uri", options.redirect().toString());
    query.put("scope", "openid profile");
    query.put("state", derived(secret, "state"));
    query.put("nonce", derived(secret, "nonce"));
    query.put("code_challenge", challenge(derived(secret, "verifier")));
    query.put("code_challenge_method", "S256");
    if (!options.acr().isEmpty()) {
      query.put("acr_values", String.join(" ", options.acr()));
    }
    options.maxAge().ifPresent(age -> query.put("max_age", Long.toString(age.toSeconds())));
    URI address = issuer.endpoint("authorization_endpoint");
    String join = address.getRawQuery() == null ? "?" : "&";
    return new Reply.ToIssuer(address + join + form(query), secret);
  }

  /// Takes a browser back from the issuer.
  Reply finish(Call call) {
    if (!brake.admit("issuer", call.address())) {
      throw new Rejected(Rejected.Kind.TOO_MANY, "Too many tries; wait five minutes.");
    }
    Optional<String> secret = call.cookie();
    if (secret.isEmpty()
        || !Tokens.same(derived(secret.get(), "state"), call.parameter("state"))
        || !issuedHere(call.parameter("iss"))
        || call.parameter("code").isEmpty()) {
      return new Reply.NotLetIn("state");
    }
    try {
      JWTClaimsSet claims = claims(token(call.parameter("code"), secret.get()), secret.get());
      Optional<Role> role = role(claims);
      return role.isPresent()
          ? new Reply.FromIssuer(accounts.vouchedFor(subject(claims), role.get()))
          : new Reply.NotLetIn("role");
    } catch (ParseException | BadJOSEException | JOSEException e) {
      return new Reply.NotLetIn("token");
    }
  }

  /// The issuer may say who it is (RFC 9207), against mixing up two issuers.
  private boolean issuedHere(String iss) {
    return iss.isEmpty() || iss.equals(options.issuer().toString());
  }

  private String token(String code, String secret) {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("grant_type", "authorization_code");
    body.put("code", code);
    body.put("redirect_uri", options.redirect().toString());
    body.put("client_id", options.clientId());
    body.put("code_verifier", derived(secret, "verifier"));
    Optional<String> basic =
        options
            .clientSecret()
            .map(s -> encoded(options.clientId()) + ":" + encoded(s.get()))
            .map(s -> Base64.getEncoder().encodeToString(s.getBytes(StandardCharsets.UTF_8)));
    JsonNode answer = issuer.post(issuer.endpoint("token_endpoint"), form(body), basic);
    return answer.path("id_token").asString("");
  }

  private JWTClaimsSet claims(String token, String secret)
      throws ParseException, BadJOSEException, JOSEException {
    JWKSet keys = JWKSet.parse(issuer.get(issuer.endpoint("jwks_uri")).toString());
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(ALGORITHMS, new ImmutableJWKSet<>(keys)));
    processor.setJWTClaimsSetVerifier(new Claims(derived(secret, "nonce")));
    JWTClaimsSet claims = processor.process(token, null);
    String party = claims.getStringClaim("azp");
    boolean forUs =
        party == null ? claims.getAudience().size() == 1 : party.equals(options.clientId());
    if (!forUs) {
      throw new BadJOSEException("another party's token");
    }
    if (!strong(claims)) {
      throw new BadJOSEException("logged in too weakly or too long ago");
    }
    return claims;
  }

  /// What was asked of the issuer is not believed to have happened before its token says so.
  private boolean strong(JWTClaimsSet claims) throws ParseException {
    String acr = claims.getStringClaim("acr");
    if (!options.acr().isEmpty() && (acr == null || !options.acr().contains(acr))) {
      return false;
    }
    if (options.maxAge().isEmpty()) {
      return true;
    }
    Long at = claims.getLongClaim("auth_time");
    long now = plane.clock().instant().getEpochSecond();
    long oldest = now - options.maxAge().get().toSeconds() - SKEW_SECONDS;
    return at != null && at >= oldest && at <= now + SKEW_SECONDS;
  }

  /// Checks the claims by the plane's clock.
  private final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
    Claims(String nonce) {
      super(
          Set.of(options.clientId()),
          new JWTClaimsSet.Builder()
              .issuer(options.issuer().toString())
              .claim("nonce", nonce)
              .build(),
          Set.of("sub", "exp", "iat"),
          Set.of());
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // nimbus-jose-jwt's own type
    protected Date currentTime() {
      return Date.from(plane.clock().instant());
    }
  }

  private static String subject(JWTClaimsSet claims) {
    return Words.line(claims.getSubject(), "sub", 200);
  }

  private Optional<Role> role(JWTClaimsSet claims) {
    Object value = claims.getClaim(options.claim());
    List<?> groups =
        value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    return groups.stream()
        .filter(String.class::isInstance)
        .map(g -> Optional.ofNullable(options.roles().get((String) g)))
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder());
  }

  /// A value that only who has the secret can make, and that does not tell the secret.
  private static String derived(String secret, String use) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Tokens.sha256(use + " " + secret));
  }

  private static String challenge(String verifier) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Tokens.sha256(verifier));
  }

  private static String form(Map<String, String> values) {
    return values.entrySet().stream()
        .map(e -> encoded(e.getKey()) + "=" + encoded(e.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  static Rejected unusable() {
    return new Rejected(Rejected.Kind.UNAVAILABLE, REFUSED);
  }
}
