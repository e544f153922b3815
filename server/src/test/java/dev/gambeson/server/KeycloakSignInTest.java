package dev.gambeson.server;

import dev.gambeson.server.admin.Chromium;
import dev.gambeson.server.identity.Keycloak;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// A person signs in at the console of a whole gateway by a real Keycloak (authorization code and
/// PKCE, which the realm demands), in a real Chromium. Runs where [Keycloak] does.
@EnabledIfEnvironmentVariable(named = "GAMBESON_KEYCLOAK_ZIP", matches = ".+")
class KeycloakSignInTest {
  private static final String REALM =
      """
      {"realm":"bank","enabled":true,"sslRequired":"none",
       "roles":{"realm":[{"name":"ml-platform"},{"name":"canteen"}]},
       "clients":[{"clientId":"console","enabled":true,"secret":"c0nsole","publicClient":false,
         "standardFlowEnabled":true,"directAccessGrantsEnabled":false,"protocol":"openid-connect",
         "redirectUris":["%s"],"attributes":{"pkce.code.challenge.method":"S256"},
         "protocolMappers":[{"name":"roles","protocol":"openid-connect","protocolMapper":"oidc-usermodel-realm-role-mapper",
           "config":{"claim.name":"roles","multivalued":"true","jsonType.label":"String","id.token.claim":"true"}}]}],
       "users":[
         {"username":"maria","enabled":true,"email":"maria@bank.example","emailVerified":true,"firstName":"M","lastName":"A",
          "credentials":[{"type":"password","value":"maria-pw","temporary":false}],"realmRoles":["ml-platform"]},
         {"username":"otto","enabled":true,"email":"otto@bank.example","emailVerified":true,"firstName":"O","lastName":"B",
          "credentials":[{"type":"password","value":"otto-pw","temporary":false}],"realmRoles":["canteen"]}]}
      """;
  @TempDir private static Path folder;
  private static final int ADMIN = WholeGateway.freePort();
  private static Keycloak keycloak;
  private static WholeGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    Chromium.require();
    String redirect = "http://127.0.0.1:" + ADMIN + "/api/v1/session/oidc/callback";
    keycloak = Keycloak.start(folder, "bank", REALM.formatted(redirect));
    Path secret = folder.resolve("secret");
    Files.writeString(secret, "c0nsole");
    Files.setPosixFilePermissions(
        secret, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    gateway =
        new WholeGateway(
            """
            data: {port: 0}
            admin: {port: %d}
            sign-in:
              issuer: %s
              client-id: console
              client-secret: %s
              redirect: %s
              roles: {ml-platform: operator}
              label: Bank sign-on
            """
                .formatted(ADMIN, keycloak.issuer(), secret, redirect),
            WholeGateway.POLICY);
  }

  @AfterAll
  static void stop() throws Exception {
    if (gateway != null) {
      gateway.close();
    }
    if (keycloak != null) {
      keycloak.close();
    }
  }

  @Test
  void aPersonSignsInAtTheConsoleByKeycloak() throws Exception {
    Chromium.run(
        "test/keycloak.test.mjs",
        Map.of(
            "KEYCLOAK",
            JsonMapper.shared()
                .writeValueAsString(
                    Map.of(
                        "address",
                        "http://127.0.0.1:" + ADMIN + "/",
                        "issuer",
                        keycloak.issuer()))),
        folder);
  }
}
