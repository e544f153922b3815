package dev.gambeson.server.identity;

import dev.gambeson.guard.Client;
import io.vertx.core.Future;
import java.security.cert.X509Certificate;

/// Finds out whose certificate a client showed. The TLS layer has verified its chain and dates.
@FunctionalInterface
public interface CertificateAuthenticator {
  /// The client, or a future that failed with [Unauthenticated].
  Future<Client> authenticate(X509Certificate certificate, String address);
}
