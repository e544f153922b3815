package dev.gambeson.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gambeson.guard.Client;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Verifies a token: everything that costs nothing first (form, issuer, algorithm, times,
/// audience), the signature last. Blocks when keys must be fetched.
final class TokenVerifier {
  private static final int MAX_KID = 256;
  private static final int TRIES = 3;
  private static final Set<String> OTHER_CLAIMS = Set.of("at_hash", "c_hash", "s_hash", "events");
  private static final Set<String> OTHER_TYPES = Set.of("ID", "Refresh", "Offline", "Logout");

  /// A token that holds.
  ///
  /// @param client whom it stands for
  /// @param until when it ends, skew included
  /// @param certificate SHA-256 in base64url of the certificate that it is bound to
  record Verified(Client client, Instant until, Optional<String> certificate) {}

  private record Issuer(IssuerPolicy policy, IssuerKeys keys) {}

  private final Map<String, Issuer> issuers = new java.util.HashMap<>();

  TokenVerifier(List<IssuerPolicy> policies, java.net.http.HttpClient http, Duration interval) {
    policies.forEach(policy ->
        issuers.put(policy.issuer(), new Issuer(policy, new IssuerKeys(policy, http, interval))));
  }

  /// @throws Unauthenticated when it does not hold
  Verified verify(String jwt, Instant now) {
    try {
      SignedJWT token = SignedJWT.parse(jwt);
      JWTClaimsSet claims = token.getJWTClaimsSet();
      Issuer issuer = claims.getIssuer() == null ? null : issuers.get(claims.getIssuer());
      if (issuer == null) {
        throw new Unauthenticated("unknown-issuer");
      }
      requireHeader(issuer.policy(), token.getHeader());
      Instant until = requireTimes(issuer.policy(), claims, now);
      requireClaims(issuer.policy(), claims);
      requireAccessToken(claims);
      Optional<String> certificate = binding(issuer.policy(), claims);
      Client client = new Claims(issuer.policy(), claims.getClaims()).client();
      requireSignature(issuer.keys(), token);
      return new Verified(client, until, certificate);
    } catch (ParseException | IllegalArgumentException | StackOverflowError _) {
      throw new Unauthenticated("malformed-token");
    } catch (KeySourceException _) {
      throw new Unauthenticated("issuer-keys-unavailable");
    } catch (JOSEException _) {
      throw new Unauthenticated("bad-signature");
    }
  }

  private static void requireHeader(IssuerPolicy policy, JWSHeader header) {
    if (!policy.algorithms().contains(header.getAlgorithm().getName())) {
      throw new Unauthenticated("algorithm");
    }
    if (header.getKeyID() != null && header.getKeyID().length() > MAX_KID) {
      throw new Unauthenticated("malformed-token");
    }
    String type = header.getType() == null ? "JWT" : header.getType().getType();
    if (!type.equalsIgnoreCase("JWT")
        && !type.equalsIgnoreCase("at+jwt")
        && !type.equalsIgnoreCase("application/at+jwt")) {
      throw new Unauthenticated("token-type");
    }
  }

  /// Identity, refresh and log-out tokens of an issuer are signed by the same keys as its access
  /// tokens. They have claims that access tokens do not have (OpenID Connect Core 1.0, 3.3.2.11;
  /// Back-Channel Logout 1.0, 2.4), and Keycloak says what they are in `typ`.
  private static void requireAccessToken(JWTClaimsSet claims) {
    boolean other = OTHER_CLAIMS.stream().anyMatch(c -> claims.getClaim(c) != null);
    if (other || (claims.getClaim("typ") instanceof String typ && OTHER_TYPES.contains(typ))) {
      throw new Unauthenticated("no-access-token");
    }
  }

  private static Instant requireTimes(IssuerPolicy policy, JWTClaimsSet claims, Instant now) {
    Date end = claims.getExpirationTime();
    Date issued = claims.getIssueTime();
    Date begin = claims.getNotBeforeTime();
    if (end == null) {
      throw new Unauthenticated("no-expiry");
    }
    Instant until = end.toInstant().plus(policy.skew());
    if (!now.isBefore(until)) {
      throw new Unauthenticated("expired-token");
    }
    Instant latest = now.plus(policy.skew());
    if ((begin != null && begin.toInstant().isAfter(latest))
        || (issued != null && issued.toInstant().isAfter(latest))) {
      throw new Unauthenticated("not-yet-valid");
    }
    Instant from = issued == null ? now : issued.toInstant();
    if (Duration.between(from, end.toInstant()).compareTo(policy.life()) > 0) {
      throw new Unauthenticated("lives-too-long");
    }
    return until;
  }

  private static void requireClaims(IssuerPolicy policy, JWTClaimsSet claims) {
    if (Collections.disjoint(claims.getAudience(), policy.audiences())) {
      throw new Unauthenticated("audience");
    }
    Claims values = new Claims(policy, claims.getClaims());
    policy
        .required()
        .forEach((path, value) -> {
          if (!values.text(path).filter(value::equals).isPresent()) {
            throw new Unauthenticated("required-claim");
          }
        });
  }

  /// RFC 8705, section 3.1. A binding of another kind (RFC 9449) cannot be checked here, and taking
  /// such a token as a bearer token would break it.
  private static Optional<String> binding(IssuerPolicy policy, JWTClaimsSet claims) {
    Object confirmation = claims.getClaim("cnf");
    if (confirmation == null) {
      if (policy.bound().orElse(false)) {
        throw new Unauthenticated("not-bound");
      }
      return Optional.empty();
    }
    if (confirmation instanceof Map<?, ?> members
        && members.size() == 1
        && members.get("x5t#S256") instanceof String thumbprint) {
      return Optional.of(thumbprint);
    }
    throw new Unauthenticated("binding-of-another-kind");
  }

  private static void requireSignature(IssuerKeys keys, SignedJWT token)
      throws KeySourceException, JOSEException {
    List<JWK> fitting = keys.select(new JWKSelector(JWKMatcher.forJWSHeader(token.getHeader())));
    if (fitting.isEmpty()) {
      throw new Unauthenticated("unknown-signing-key");
    }
    for (JWK key : fitting.subList(0, Math.min(TRIES, fitting.size()))) {
      if (token.verify(verifier(key))) {
        return;
      }
    }
    throw new Unauthenticated("bad-signature");
  }

  private static JWSVerifier verifier(JWK key) throws JOSEException {
    return switch (key) {
      case RSAKey rsa -> new RSASSAVerifier(rsa.toPublicJWK());
      case ECKey ec -> new ECDSAVerifier(ec.toPublicJWK());
      case OctetKeyPair pair -> new Ed25519Verifier(pair.toPublicJWK());
      default -> throw new JOSEException("a key of no use here");
    };
  }
}
