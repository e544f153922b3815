package dev.gambeson.server.admin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/// A small OpenID Connect issuer that checks codes, redirects, the client's secret and PKCE as a
/// real one does, and whose tokens tests can spoil.
final class TestIssuer implements AutoCloseable {
  private final HttpServer server;
  private static final RSAKey KEY = made();
  private static final RSAKey FOREIGN = made();
  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
  volatile UnaryOperator<JWTClaimsSet.Builder> spoil = b -> b;
  volatile boolean foreignKey;
  volatile List<String> groups = List.of("soc");

  private static RSAKey made() {
    try {
      return new RSAKeyGenerator(2048).keyID("k1").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  TestIssuer() throws Exception {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/.well-known/openid-configuration", this::document);
    server.createContext("/jwks", e -> answer(e, 200, new JWKSet(KEY).toPublicJWKSet().toString()));
    server.createContext("/token", this::token);
    server.start();
  }

  URI issuer() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void document(HttpExchange e) throws IOException {
    answer(
        e,
        200,
        "{\"issuer\":\"%1$s\",\"authorization_endpoint\":\"%1$s/authorize\",\"token_endpoint\":\"%1$s/token\",\"jwks_uri\":\"%1$s/jwks\"}"
            .formatted(issuer()));
  }

  /// What the issuer's log-in page does when the person agreed: a code for the client.
  String agree(String authorize) {
    Map<String, String> query = form(authorize.substring(authorize.indexOf('?') + 1));
    String code = "code-" + codes.size();
    codes.put(code, query);
    return "/api/v1/session/oidc/callback?code=" + code + "&state=" + query.get("state");
  }

  private void token(HttpExchange e) throws IOException {
    Map<String, String> body =
        form(new String(e.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    Map<String, String> asked = codes.remove(body.getOrDefault("code", ""));
    String basic =
        "Basic "
            + Base64.getEncoder().encodeToString("console:s3cret".getBytes(StandardCharsets.UTF_8));
    boolean fits =
        asked != null
            && basic.equals(e.getRequestHeaders().getFirst("authorization"))
            && asked.get("redirect_uri").equals(body.get("redirect_uri"))
            && asked
                .get("code_challenge")
                .equals(
                    Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(Tokens.sha256(body.getOrDefault("code_verifier", ""))));
    answer(
        e,
        fits ? 200 : 400,
        fits ? "{\"id_token\":\"" + signed(asked) + "\"}" : "{\"error\":\"invalid_grant\"}");
  }

  private String signed(Map<String, String> asked) {
    try {
      Instant now = Instant.now();
      JWTClaimsSet claims =
          spoil
              .apply(
                  new JWTClaimsSet.Builder()
                      .issuer(issuer().toString())
                      .subject("u-17")
                      .audience(asked.get("client_id"))
                      .issueTime(Date.from(now))
                      .expirationTime(Date.from(now.plusSeconds(60)))
                      .claim("nonce", asked.get("nonce"))
                      .claim("groups", groups))
              .build();
      SignedJWT jwt =
          new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build(), claims);
      jwt.sign(new RSASSASigner(foreignKey ? FOREIGN : KEY));
      return jwt.serialize();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> form(String text) {
    Map<String, String> values = new HashMap<>();
    for (String pair : text.split("&")) {
      int eq = pair.indexOf('=');
      values.put(
          pair.substring(0, eq), URLDecoder.decode(pair.substring(eq + 1), StandardCharsets.UTF_8));
    }
    return values;
  }

  private static void answer(HttpExchange e, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    e.getResponseHeaders().set("content-type", "application/json");
    e.sendResponseHeaders(status, bytes.length);
    e.getResponseBody().write(bytes);
    e.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
