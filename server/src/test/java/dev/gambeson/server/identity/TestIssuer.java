package dev.gambeson.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// An OpenID Connect issuer on this machine, with ES256 keys that rotate.
public final class TestIssuer implements AutoCloseable {
  final AtomicInteger fetches = new AtomicInteger();
  private final HttpServer server;
  private final List<ECKey> keys = new ArrayList<>();
  private volatile boolean down;
  private volatile String claimedIssuer;

  public TestIssuer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    claimedIssuer = address();
    server.createContext(
        "/.well-known/openid-configuration",
        exchange ->
            send(
                exchange,
                "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/jwks\"}"
                    .formatted(claimedIssuer, address())));
    server.createContext(
        "/jwks",
        exchange -> {
          fetches.incrementAndGet();
          send(exchange, new JWKSet(List.copyOf(keys)).toPublicJWKSet().toString());
        });
    server.start();
    rotate();
  }

  private void send(com.sun.net.httpserver.HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(down ? 503 : 200, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void rotate() {
    keys.addFirst(newKey("k" + keys.size()));
  }

  void withdrawOldKeys() {
    keys.subList(1, keys.size()).clear();
  }

  void down(boolean isDown) {
    down = isDown;
  }

  void claims(String issuer) {
    claimedIssuer = issuer;
  }

  static ECKey newKey(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).keyUse(KeyUse.SIGNATURE).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  public JWTClaimsSet.Builder claims(Instant now) {
    return new JWTClaimsSet.Builder()
        .issuer(address())
        .audience("gambeson")
        .subject("svc-7")
        .claim("roles", List.of("scorer"))
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(300)));
  }

  public String sign(JWTClaimsSet claims) {
    return sign(claims, keys.getFirst());
  }

  static String sign(JWTClaimsSet claims, ECKey key) {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims);
      token.sign(new ECDSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
