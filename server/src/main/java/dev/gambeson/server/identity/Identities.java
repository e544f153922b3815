package dev.gambeson.server.identity;

import dev.gambeson.guard.Client;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Finds out who asks, by key, token or certificate; what is not configured is refused.
///
/// When the node has not heard from its database for longer than the policy allows, nobody is
/// known: a revoked key might be among those that it remembers.
public final class Identities implements Authenticator {
  private static final Future<Client> NOTHING = refused("no-credential");
  private static final Future<Client> STALE = refused("stale");
  private static final Future<Client> NO_TOKENS = refused("tokens-not-configured");
  private static final Future<Client> NO_CERTIFICATES = refused("certificates-not-configured");

  private final ApiKeys keys;
  private final Optional<TokenAuthenticator> tokens;
  private final Optional<CertificateAuthenticator> certificates;
  private final BooleanSupplier fresh;

  /// @param fresh whether what this node knows is recent enough to be relied on
  public Identities(
      ApiKeys keys,
      Optional<TokenAuthenticator> tokens,
      Optional<CertificateAuthenticator> certificates,
      BooleanSupplier fresh) {
    this.keys = keys;
    this.tokens = tokens;
    this.certificates = certificates;
    this.fresh = fresh;
  }

  private static Future<Client> refused(String reason) {
    return Future.failedFuture(new Unauthenticated(reason));
  }

  @Override
  public Future<Client> authenticate(Credential credential, String address) {
    if (!fresh.getAsBoolean()) {
      return STALE;
    }
    return switch (credential) {
      case Credential.None _ -> NOTHING;
      case Credential.ApiKey key -> key(key.secret(), address);
      case Credential.Token token ->
          tokens.map(known -> known.authenticate(token, address)).orElse(NO_TOKENS);
      case Credential.Certificate shown ->
          certificates
              .map(known -> known.authenticate(shown.certificate(), address))
              .orElse(NO_CERTIFICATES);
    };
  }

  private Future<Client> key(String secret, String address) {
    return switch (keys.find(secret)) {
      case ApiKeys.Found.Holder holder -> Future.succeededFuture(at(holder.client(), address));
      case ApiKeys.Found.Nobody nobody -> refused(nobody.refusal());
    };
  }

  static Future<Client> refused(ApiKeys.Refusal refusal) {
    return switch (refusal) {
      case MALFORMED -> MALFORMED;
      case UNKNOWN -> UNKNOWN;
      case REVOKED -> REVOKED;
      case EXPIRED -> EXPIRED;
    };
  }

  private static final Future<Client> MALFORMED = refused("malformed-key");
  private static final Future<Client> UNKNOWN = refused("unknown-key");
  private static final Future<Client> REVOKED = refused("revoked-key");
  private static final Future<Client> EXPIRED = refused("expired-key");

  /// The same client at another address.
  static Client at(Client client, String address) {
    return new Client(
        client.id(),
        client.tenant(),
        client.clientClass(),
        client.roles(),
        client.attributes(),
        address);
  }
}
