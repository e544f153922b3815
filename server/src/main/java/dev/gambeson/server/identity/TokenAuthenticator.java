package dev.gambeson.server.identity;

import dev.gambeson.guard.Client;
import io.vertx.core.Future;

/// Finds out who holds a token of an OpenID Connect issuer. Thread-safe, never blocks.
@FunctionalInterface
public interface TokenAuthenticator {
  /// The client, or a future that failed with [Unauthenticated].
  Future<Client> authenticate(Credential.Token token, String address);
}
