package dev.gambeson.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.gambeson.guard.Client;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/// Tokens of a real Keycloak (client credentials). Needs 177 MB and about a minute, so it runs
/// where `GAMBESON_KEYCLOAK_ZIP` names the file `keycloak-quarkus-dist-26.7.3.zip` of Maven
/// Central.
@EnabledIfEnvironmentVariable(named = "GAMBESON_KEYCLOAK_ZIP", matches = ".+")
class KeycloakTest {
  private static final String REALM =
      """
      {"realm":"bank","enabled":true,"sslRequired":"none",
       "roles":{"realm":[{"name":"scorer"}]},
       "clients":[{"clientId":"svc","enabled":true,"secret":"s3cret","publicClient":false,
         "serviceAccountsEnabled":true,"standardFlowEnabled":false,"protocol":"openid-connect",
         "protocolMappers":[{"name":"aud","protocol":"openid-connect","protocolMapper":"oidc-audience-mapper",
           "config":{"included.custom.audience":"gambeson","access.token.claim":"true"}}]}],
       "users":[{"username":"service-account-svc","enabled":true,"serviceAccountClientId":"svc","realmRoles":["scorer"]}]}
      """;

  @TempDir static Path folder;
  private static Keycloak keycloak;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    keycloak = Keycloak.start(folder, "bank", REALM);
  }

  @AfterAll
  static void stop() throws Exception {
    if (keycloak != null) {
      keycloak.close();
    }
  }

  private static String token() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(keycloak.issuer() + "/protocol/openid-connect/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "grant_type=client_credentials&client_id=svc&client_secret=s3cret",
                    StandardCharsets.UTF_8))
            .build();
    String body = HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    return JSONObjectUtils.getString(JSONObjectUtils.parse(body), "access_token");
  }

  private static OidcAuthenticator authenticator(String audience) {
    return new OidcAuthenticator(
        List.of(
            new IssuerPolicy(
                "keycloak",
                keycloak.issuer(),
                Optional.empty(),
                List.of(audience),
                List.of("RS256"),
                Optional.empty(),
                Optional.empty(),
                Map.of("typ", "Bearer"),
                Optional.empty(),
                ClaimMapping.simple("bank", "partner", List.of("realm_access.roles")))),
        InstantSource.system(),
        1);
  }

  @Test
  void aServiceAccountOfKeycloakIsKnownWithItsRoles() throws Exception {
    try (OidcAuthenticator tokens = authenticator("gambeson")) {
      Client client =
          tokens
              .authenticate(new Credential.Token(token()), "192.0.2.1")
              .toCompletionStage()
              .toCompletableFuture()
              .get(1, TimeUnit.MINUTES);

      assertThat(client.tenant()).isEqualTo("bank");
      assertThat(client.id()).startsWith("keycloak:");
      assertThat(client.roles()).contains("scorer");
    }
  }

  @Test
  void aTokenForAnotherServiceOrWithAChangedByteIsRefused() throws Exception {
    String token = token();
    String changed = token.substring(0, token.length() - 8) + "AAAAAAAA";
    try (OidcAuthenticator other = authenticator("somebody-else");
        OidcAuthenticator tokens = authenticator("gambeson")) {
      assertThat(refusal(other, token)).isEqualTo("audience");
      assertThat(refusal(tokens, changed)).isEqualTo("bad-signature");
    }
  }

  private static String refusal(OidcAuthenticator tokens, String token) throws Exception {
    return tokens
        .authenticate(new Credential.Token(token), "192.0.2.1")
        .toCompletionStage()
        .toCompletableFuture()
        .handle((_, failure) -> String.valueOf(failure.getMessage()))
        .get(1, TimeUnit.MINUTES);
  }
}
