package dev.gambeson.server.identity;

import dev.gambeson.guard.Client;
import io.vertx.core.Future;

/// Finds out who asks. Thread-safe. Known credentials are answered at once, on the calling thread;
/// what takes longer (a signature) happens elsewhere.
@FunctionalInterface
public interface Authenticator {
  /// Who holds this credential.
  ///
  /// @param credential what was shown
  /// @param address the network address it came from
  /// @return the client, or a future that failed with [Unauthenticated]
  Future<Client> authenticate(Credential credential, String address);
}
