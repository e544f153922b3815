package dev.gambeson.server.canary;

import dev.gambeson.guard.Client;
import dev.gambeson.server.identity.Authenticator;
import dev.gambeson.server.identity.Credential;
import dev.gambeson.server.identity.Unauthenticated;
import io.vertx.core.Future;
import java.time.InstantSource;

/// Recognises decoys among the keys that nobody has. Whoever shows one is refused like anybody
/// else; only the log says why.
public final class DecoyAuthenticator implements Authenticator {
  private static final Future<Client> DECOY = Future.failedFuture(new Unauthenticated("decoy-key"));

  private final Authenticator known;
  private final CanaryKeeper canaries;
  private final InstantSource clock;

  /// @param known knows the real keys
  public DecoyAuthenticator(Authenticator known, CanaryKeeper canaries, InstantSource clock) {
    this.known = known;
    this.canaries = canaries;
    this.clock = clock;
  }

  @Override
  public Future<Client> authenticate(Credential credential, String address) {
    Future<Client> who = known.authenticate(credential, address);
    return who.failed()
            && credential instanceof Credential.ApiKey shown
            && canaries.decoyKey(shown.secret(), address, clock.instant())
        ? DECOY
        : who;
  }
}
