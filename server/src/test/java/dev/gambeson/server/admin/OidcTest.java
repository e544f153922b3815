package dev.gambeson.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.server.admin.port.Role;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Log-in by an issuer, and every way to cheat it.
class OidcTest {
  private TestIssuer issuer;
  private final AtomicReference<String> secret = new AtomicReference<>("s3cret");
  private DevPlane dev;
  private Visitor visitor;

  @BeforeEach
  void start() throws Exception {
    issuer = new TestIssuer();
    OidcOptions oidc =
        new OidcOptions(
            issuer.issuer(),
            "console",
            Optional.of(secret::get),
            URI.create("http://127.0.0.1:8090/api/v1/session/oidc/callback"),
            "groups",
            Map.of("soc", Role.OPERATOR, "risk", Role.APPROVER),
            "Bank single sign-on");
    dev =
        new DevPlane(
            AdminOptions.local(InstantSource.system()).withPort(0).withOidc(oidc), false, true);
    visitor = new Visitor(dev);
  }

  @AfterEach
  void stop() {
    visitor.close();
    dev.close();
    issuer.close();
  }

  private String begin() throws Exception {
    HttpResponse<String> response = visitor.get("/session/oidc");
    assertThat(response.statusCode()).isEqualTo(303);
    return response.headers().firstValue("location").orElseThrow();
  }

  private String finish(String callback) throws Exception {
    return visitor
        .send("GET", callback, Optional.empty())
        .headers()
        .firstValue("location")
        .orElse("");
  }

  private String role() throws Exception {
    return Visitor.json(visitor.get("/session")).path("role").asString("");
  }

  @Test
  void whoTheIssuerVouchesForIsLetInWithTheirRole() throws Exception {
    String authorize = begin();
    assertThat(authorize)
        .startsWith(issuer.issuer() + "/authorize?response_type=code&client_id=console")
        .contains("code_challenge_method=S256");
    assertThat(finish(issuer.agree(authorize))).isEqualTo("/");
    assertThat(role()).isEqualTo("OPERATOR");
    assertThat(Visitor.json(visitor.get("/session")).path("name").asString(""))
        .isEqualTo("oidc:u-17");
    assertThat(visitor.cookies).containsOnlyKeys("gambeson-local");
    assertThat(dev.events).anyMatch(e -> e.who().equals("oidc:u-17"));
  }

  @Test
  void theSecretIsReadAtEachLogInSoThatItMayChange() throws Exception {
    secret.set("an older one");
    assertThat(finish(issuer.agree(begin()))).isNotEqualTo("/");
    secret.set("s3cret");
    assertThat(finish(issuer.agree(begin()))).isEqualTo("/");
  }

  @Test
  void theHighestRoleCountsAndNoRoleIsNotLetIn() throws Exception {
    issuer.groups = List.of("staff", "soc", "risk");
    finish(issuer.agree(begin()));
    assertThat(role()).isEqualTo("APPROVER");
    issuer.groups = List.of("staff");
    assertThat(finish(issuer.agree(begin()))).isEqualTo("/#/login/role");
  }

  @Test
  void aRoleThatTheIssuerTookAwayEndsTheSessionThatHadIt() throws Exception {
    issuer.groups = List.of("risk");
    finish(issuer.agree(begin()));
    try (Visitor elsewhere = new Visitor(dev)) {
      elsewhere.cookies.putAll(visitor.cookies);
      visitor.cookies.clear();
      issuer.groups = List.of("soc");
      finish(issuer.agree(begin()));
      assertThat(elsewhere.get("/overview").statusCode()).isEqualTo(401);
    }
    assertThat(role()).isEqualTo("OPERATOR");
  }

  @Test
  void anAnswerCountsOnlyInTheBrowserThatAsked() throws Exception {
    String callback = issuer.agree(begin());
    try (Visitor victim = new Visitor(dev)) {
      HttpResponse<String> response = victim.send("GET", callback, Optional.empty());
      assertThat(response.headers().firstValue("location")).contains("/#/login/state");
      assertThat(victim.cookies).doesNotContainKey("gambeson-local");
    }
  }

  @Test
  void anAnswerToAnotherQuestionDoesNotCount() throws Exception {
    String first = issuer.agree(begin());
    begin();
    assertThat(finish(first)).isEqualTo("/#/login/state");
    assertThat(finish("/api/v1/session/oidc/callback?error=access_denied&state=x"))
        .isEqualTo("/#/login/state");
  }

  @Test
  void aCodeCannotBeUsedTwice() throws Exception {
    String callback = issuer.agree(begin());
    Map<String, String> before = Map.copyOf(visitor.cookies);
    finish(callback);
    visitor.cookies.clear();
    visitor.cookies.putAll(before);
    assertThat(visitor.send("GET", callback, Optional.empty()).statusCode()).isEqualTo(503);
    assertThat(visitor.cookies).doesNotContainKey("gambeson-local");
  }

  @Test
  void aLogInThatWasTooWeakOrTooLongAgoIsRefused() throws Exception {
    visitor.close();
    dev.close();
    OidcOptions strict =
        new OidcOptions(
            issuer.issuer(),
            "console",
            Optional.of(secret::get),
            URI.create("http://127.0.0.1:8090/api/v1/session/oidc/callback"),
            "groups",
            Map.of("soc", Role.OPERATOR),
            List.of("mfa", "phr"),
            Optional.of(Duration.ofHours(1)),
            "Bank single sign-on");
    dev =
        new DevPlane(
            AdminOptions.local(InstantSource.system()).withPort(0).withOidc(strict), false, true);
    visitor = new Visitor(dev);
    assertThat(begin()).contains("&acr_values=mfa+phr&max_age=3600");
    long now = Instant.now().getEpochSecond();
    Object[][] weak = {{"pwd", now}, {null, now}, {"mfa", null}, {"mfa", now - 3_700}};
    for (Object[] claims : weak) {
      issuer.spoil = b -> b.claim("acr", claims[0]).claim("auth_time", claims[1]);
      assertThat(finish(issuer.agree(begin())))
          .as(java.util.Arrays.toString(claims))
          .isEqualTo("/#/login/token");
      assertThat(role()).isEmpty();
    }
    issuer.spoil = b -> b.claim("acr", "phr").claim("auth_time", now - 600);
    assertThat(finish(issuer.agree(begin()))).isEqualTo("/");
    assertThat(role()).isEqualTo("OPERATOR");
  }

  @Test
  void spoiltTokensAreRefused() throws Exception {
    List<java.util.function.UnaryOperator<com.nimbusds.jwt.JWTClaimsSet.Builder>> spoils =
        List.of(
            b -> b.issuer("https://evil.example"),
            b -> b.audience("another"),
            b -> b.audience(List.of("console", "another")),
            b -> b.claim("nonce", "another"),
            b -> b.claim("nonce", null),
            b -> b.subject(null),
            b -> b.expirationTime(null),
            b -> b.expirationTime(Date.from(Instant.now().minusSeconds(3600))),
            b -> b.notBeforeTime(Date.from(Instant.now().plusSeconds(3600))),
            b -> b.claim("azp", "another"));
    for (int i = 0; i < spoils.size(); i++) {
      if (i % 4 == 0) {
        stop();
        start();
      }
      issuer.spoil = spoils.get(i);
      assertThat(finish(issuer.agree(begin()))).as("spoil %d", i).isEqualTo("/#/login/token");
      assertThat(role()).isEmpty();
    }
  }

  @Test
  void aTokenOfAForeignKeyIsRefused() throws Exception {
    issuer.foreignKey = true;
    assertThat(finish(issuer.agree(begin()))).isEqualTo("/#/login/token");
  }

  @Test
  void aTooHostileSubjectIsRefused() throws Exception {
    issuer.spoil = b -> b.subject("u\n17");
    assertThat(visitor.send("GET", issuer.agree(begin()), Optional.empty()).statusCode())
        .isEqualTo(400);
    assertThat(role()).isEmpty();
  }
}
