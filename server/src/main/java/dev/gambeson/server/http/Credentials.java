package dev.gambeson.server.http;

import dev.gambeson.server.identity.Credential;
import io.vertx.core.MultiMap;
import java.util.List;

/// Finds what a request shows. Whoever shows two things at once is taken to show nothing, since two
/// readers could pick differently.
final class Credentials {
  private static final String BEARER = "bearer ";
  private static final String OWN_KEY = "gbk_";

  private Credentials() {}

  static Credential of(MultiMap headers, Peer peer) {
    String authorization = headers.get("authorization");
    String key = headers.get("x-api-key");
    if (authorization == null && key == null) {
      return peer.certificate()
          .<Credential>map(Credential.Certificate::new)
          .orElseGet(Credential.None::new);
    }
    if (authorization != null && key != null) {
      return new Credential.None();
    }
    List<String> all = headers.getAll(authorization == null ? "x-api-key" : "authorization");
    if (all.size() != 1) {
      return new Credential.None();
    }
    return authorization == null
        ? new Credential.ApiKey(all.getFirst())
        : bearer(authorization, peer);
  }

  private static Credential bearer(String value, Peer peer) {
    if (!value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return new Credential.None();
    }
    String secret = value.substring(BEARER.length());
    return secret.startsWith(OWN_KEY)
        ? new Credential.ApiKey(secret)
        : new Credential.Token(secret, peer.certificate());
  }
}
