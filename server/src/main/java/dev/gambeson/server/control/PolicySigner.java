package dev.gambeson.server.control;

import dev.gambeson.guard.MacKey;
import dev.gambeson.server.state.PolicyBundles;
import java.security.MessageDigest;

/// Vouches for policy bundles with the gateway's own key, so that whoever can write to the database
/// alone cannot bring in a policy. All nodes of a cluster share the key.
public final class PolicySigner implements PolicyBundles.Verifier {
  private static final String ID = "gateway";

  private final MacKey key;

  /// @param secret of the gateway
  public PolicySigner(MacKey secret) {
    this.key = secret.derive("gambeson policy bundles");
  }

  /// A bundle with its authentication code.
  public PolicyBundles.Bundle sign(byte[] content, String note) {
    return new PolicyBundles.Bundle(content, key.mac(content), ID, note);
  }

  @Override
  public boolean holds(PolicyBundles.Bundle bundle) {
    return bundle.signer().equals(ID)
        && MessageDigest.isEqual(key.mac(bundle.content()), bundle.signature());
  }
}
