package dev.gambeson.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.gambeson.guard.Client;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OidcAuthenticatorTest {
  private static final String HERE = "192.0.2.1";
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T10:00:00Z"));
  private TestIssuer issuer;
  private OidcAuthenticator tokens;

  @BeforeEach
  void start() throws IOException {
    issuer = new TestIssuer();
    tokens = authenticator(policy(false, Map.of()));
  }

  @AfterEach
  void stop() {
    tokens.close();
    issuer.close();
  }

  private IssuerPolicy policy(boolean bound, Map<String, String> required) {
    return new IssuerPolicy(
        "corp",
        issuer.address(),
        Optional.empty(),
        List.of("gambeson"),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        required,
        Optional.of(bound),
        ClaimMapping.simple("acme", "partner", List.of("roles", "realm_access.roles")));
  }

  private OidcAuthenticator authenticator(IssuerPolicy policy) {
    return new OidcAuthenticator(List.of(policy), now::get, 2, Duration.ofMillis(1), 5);
  }

  private Future<Client> ask(String jwt, String address) {
    return done(tokens.authenticate(new Credential.Token(jwt), address));
  }

  private static Future<Client> done(Future<Client> future) {
    try {
      future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException _) {
      // the caller looks
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(e);
    }
    return future;
  }

  private String outcome(String jwt) {
    Future<Client> future = ask(jwt, HERE);
    return future.succeeded() ? "ok" : future.cause().getMessage();
  }

  private String with(UnaryOperator<JWTClaimsSet.Builder> change) {
    return issuer.sign(change.apply(issuer.claims(now.get())).build());
  }

  @Test
  void aTokenSpeaksForItsSubject() {
    Client client =
        ask(with(c -> c.claim("realm_access", Map.of("roles", List.of("auditor")))), HERE).result();

    assertThat(client.key()).isEqualTo("acme/corp:svc-7");
    assertThat(client.clientClass()).isEqualTo("partner");
    assertThat(client.roles()).containsExactlyInAnyOrder("scorer", "auditor");
    assertThat(client.address()).isEqualTo(HERE);
    assertThat(client.attributes()).containsEntry("gambeson.via", "token");
  }

  @Test
  void whatDoesNotHoldIsNamedInTheReason() {
    Date soon = Date.from(now.get().plusSeconds(120));
    Date past = Date.from(now.get().minusSeconds(120));
    assertThat(outcome(with(c -> c.issuer("https://evil.example")))).isEqualTo("unknown-issuer");
    assertThat(outcome(with(c -> c.issuer(null)))).isEqualTo("unknown-issuer");
    assertThat(outcome(with(c -> c.audience("other")))).isEqualTo("audience");
    assertThat(outcome(with(c -> c.audience((String) null)))).isEqualTo("audience");
    assertThat(outcome(with(c -> c.expirationTime(past)))).isEqualTo("expired-token");
    assertThat(outcome(with(c -> c.expirationTime(null)))).isEqualTo("no-expiry");
    assertThat(outcome(with(c -> c.notBeforeTime(soon)))).isEqualTo("not-yet-valid");
    assertThat(outcome(with(c -> c.issueTime(soon)))).isEqualTo("not-yet-valid");
    assertThat(outcome(with(c -> c.expirationTime(Date.from(now.get().plus(Duration.ofDays(9)))))))
        .isEqualTo("lives-too-long");
    assertThat(outcome(with(c -> c.subject(null)))).isEqualTo("no-client-claim");
    assertThat(outcome(with(c -> c.subject("a\nb")))).isEqualTo("odd-client-claim");
    assertThat(issuer.fetches).as("none of this needed a key").hasValue(0);
  }

  @Test
  void anIdentityTokenIsNoAccessToken() {
    for (String claim : List.of("at_hash", "c_hash", "s_hash", "events")) {
      assertThat(outcome(with(c -> c.claim(claim, "x")))).as(claim).isEqualTo("no-access-token");
    }
    for (String typ : List.of("ID", "Refresh", "Offline", "Logout")) {
      assertThat(outcome(with(c -> c.claim("typ", typ)))).as(typ).isEqualTo("no-access-token");
    }
    assertThat(outcome(with(c -> c.claim("typ", "Bearer")))).isEqualTo("ok");
  }

  @Test
  void aTokenThatBringsItsOwnKeyIsRefused() throws Exception {
    com.nimbusds.jose.jwk.ECKey own = TestIssuer.newKey("mine");
    for (com.nimbusds.jose.JWSHeader header :
        List.of(
            new com.nimbusds.jose.JWSHeader.Builder(com.nimbusds.jose.JWSAlgorithm.ES256)
                .jwk(own.toPublicJWK())
                .build(),
            new com.nimbusds.jose.JWSHeader.Builder(com.nimbusds.jose.JWSAlgorithm.ES256)
                .jwkURL(java.net.URI.create(issuer.address() + "/mine"))
                .build(),
            new com.nimbusds.jose.JWSHeader.Builder(com.nimbusds.jose.JWSAlgorithm.ES256)
                .x509CertURL(java.net.URI.create(issuer.address() + "/mine"))
                .build())) {
      com.nimbusds.jwt.SignedJWT token =
          new com.nimbusds.jwt.SignedJWT(header, issuer.claims(now.get()).build());
      token.sign(new com.nimbusds.jose.crypto.ECDSASigner(own));
      assertThat(outcome(token.serialize())).isIn("bad-signature", "unknown-signing-key");
    }
  }

  @Test
  void anotherKeyUnderAKnownIdIsABadSignature() {
    JWTClaimsSet claims = issuer.claims(now.get()).build();

    assertThat(outcome(TestIssuer.sign(claims, TestIssuer.newKey("k0"))))
        .isEqualTo("bad-signature");
    assertThat(outcome(TestIssuer.sign(claims, TestIssuer.newKey("k9"))))
        .isEqualTo("unknown-signing-key");
  }

  @Test
  void aTokenWithoutASignatureOrUnderAnHmacIsRefused() throws Exception {
    JWTClaimsSet claims = issuer.claims(now.get()).build();
    SignedJWT hmac = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    hmac.sign(new MACSigner(new byte[32]));

    assertThat(outcome(new PlainJWT(claims).serialize())).isEqualTo("malformed-token");
    assertThat(outcome(hmac.serialize())).isEqualTo("algorithm");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "a.b.c", "eyJhbGciOiJFUzI1NiJ9.e30.AA", "\u0000", "e30.e30.e30"})
  void junkIsMalformedOrUnknown(String junk) {
    assertThat(outcome(junk)).isIn("malformed-token", "unknown-issuer");
  }

  @Test
  void aDeepOrLongTokenIsMalformed() {
    String deep =
        java.util.Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(("[".repeat(5500)).getBytes(java.nio.charset.StandardCharsets.UTF_8));

    assertThat(outcome(deep + ".e30.AA")).isEqualTo("malformed-token");
    assertThat(outcome("a".repeat(9000))).isEqualTo("malformed-token");
  }

  @Test
  void aKnownTokenIsAnsweredAtOnceAndEndsOnTime() {
    String jwt = with(c -> c);
    assertThat(outcome(jwt)).isEqualTo("ok");

    assertThat(tokens.authenticate(new Credential.Token(jwt), HERE).isComplete()).isTrue();
    now.updateAndGet(t -> t.plusSeconds(330));
    assertThat(outcome(jwt)).isEqualTo("expired-token");
  }

  @Test
  void anIssuerMayRotateItsKeys() {
    assertThat(outcome(with(c -> c))).isEqualTo("ok");
    issuer.rotate();

    assertThat(outcome(with(c -> c.subject("next")))).isEqualTo("ok");
    assertThat(issuer.fetches).hasValue(2);
  }

  @Test
  void unknownKeyIdsDoNotMakeUsFetchWithoutEnd() {
    tokens.close();
    tokens =
        new OidcAuthenticator(
            List.of(policy(false, Map.of())), now::get, 2, Duration.ofMinutes(1), 1000);
    JWTClaimsSet claims = issuer.claims(now.get()).build();

    for (int i = 0; i < 20; i++) {
      ask(TestIssuer.sign(claims, TestIssuer.newKey("x" + i)), HERE);
    }

    assertThat(issuer.fetches.get()).isBetween(1, 2);
  }

  @Test
  void anAddressWithTooManyBadSignaturesIsNotHeardUntilItCoolsDown() {
    JWTClaimsSet claims = issuer.claims(now.get()).build();
    for (int i = 0; i < 5; i++) {
      outcome(TestIssuer.sign(claims, TestIssuer.newKey("k0")));
    }

    assertThat(outcome(with(c -> c))).isEqualTo("too-many-failures");
    assertThat(ask(with(c -> c), "192.0.2.99").succeeded()).isTrue();
  }

  @Test
  void aBadTokenIsRememberedWithoutAnotherVerification() {
    String bad = TestIssuer.sign(issuer.claims(now.get()).build(), TestIssuer.newKey("k0"));
    outcome(bad);

    Future<Client> again = tokens.authenticate(new Credential.Token(bad), "198.51.100.1");

    assertThat(again.isComplete()).isTrue();
    assertThat(again.cause()).hasMessage("bad-signature");
  }

  @Test
  void anIssuerThatIsAwayLetsNobodyNewIn() {
    issuer.down(true);

    assertThat(outcome(with(c -> c))).isEqualTo("issuer-keys-unavailable");
  }

  @Test
  void aDiscoveryDocumentOfAnotherIssuerIsNotBelieved() {
    issuer.claims("https://other.example");

    assertThat(outcome(with(c -> c))).isEqualTo("issuer-keys-unavailable");
  }

  @Test
  void aRequiredClaimIsRequired() {
    tokens.close();
    tokens = authenticator(policy(false, Map.of("typ", "Bearer")));

    assertThat(outcome(with(c -> c.claim("typ", "ID")))).isEqualTo("required-claim");
    assertThat(outcome(with(c -> c.claim("typ", "Bearer")))).isEqualTo("ok");
  }

  @Test
  void aBoundTokenNeedsItsCertificate() {
    Certificates.Issued one = Certificates.selfSigned("CN=one");
    Certificates.Issued two = Certificates.selfSigned("CN=two");
    String jwt = with(c -> c.claim("cnf", Map.of("x5t#S256", one.thumbprint())));

    assertThat(outcome(jwt)).isEqualTo("bound-to-another-certificate");
    assertThat(
            done(tokens.authenticate(
                    new Credential.Token(jwt, Optional.of(two.certificate())), HERE))
                .cause())
        .hasMessage("bound-to-another-certificate");
    assertThat(
            done(tokens.authenticate(
                    new Credential.Token(jwt, Optional.of(one.certificate())), HERE))
                .succeeded())
        .isTrue();
  }

  @Test
  void aTokenBoundInAWayThatCannotBeCheckedIsRefused() {
    assertThat(outcome(with(c -> c.claim("cnf", Map.of("jkt", "abc")))))
        .isEqualTo("binding-of-another-kind");
  }

  @Test
  void anIssuerOfBoundTokensGivesNoOthers() {
    tokens.close();
    tokens = authenticator(policy(true, Map.of()));

    assertThat(outcome(with(c -> c))).isEqualTo("not-bound");
  }

  @Test
  void theAnswerComesOnTheCallersContext() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      String jwt = with(c -> c);
      CompletableFuture<Boolean> same = new CompletableFuture<>();
      vertx.runOnContext(_ -> {
        Thread loop = Thread.currentThread();
        tokens
            .authenticate(new Credential.Token(jwt), HERE)
            .onComplete(_ -> same.complete(Thread.currentThread() == loop));
      });
      assertThat(same.get(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://idp.example",
        "ftp://idp.example",
        "https://u:p@idp.example",
        "idp",
        "https://idp.example#x"
      })
  void anIssuerWithoutHttpsIsRefusedInThePolicy(String address) {
    assertThatThrownBy(() ->
            new IssuerPolicy(
                "corp",
                address,
                Optional.empty(),
                List.of("a"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                ClaimMapping.simple("acme", "partner", List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https");
  }

  @Test
  void anHmacOrNoneIsRefusedInThePolicy() {
    for (String algorithm : List.of("none", "HS256", "rs256")) {
      assertThatThrownBy(() ->
              new IssuerPolicy(
                  "corp",
                  "https://idp.example",
                  Optional.empty(),
                  List.of("a"),
                  List.of(algorithm),
                  Optional.empty(),
                  Optional.empty(),
                  Map.of(),
                  Optional.empty(),
                  ClaimMapping.simple("acme", "partner", List.of())))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
