package dev.gambeson.server;

import dev.gambeson.core.io.Sha256;
import dev.gambeson.server.control.PolicySigner;
import dev.gambeson.server.policy.Policies;
import dev.gambeson.server.state.PolicyBundles;
import java.nio.charset.StandardCharsets;

/// Which policy bundle holds at the start, and how a node follows what others activate.
final class PolicyFollowing {
  private static final int HISTORY = 1_000;

  private PolicyFollowing() {}

  /// The bundle in force: what was activated last, or what the file says when that is new.
  static String inForce(
      PolicyBundles bundles, PolicySigner signer, GatewayServer.Surroundings around) {
    String digest = Sha256.of(around.policy());
    boolean known = bundles.history(HISTORY).stream().anyMatch(a -> a.digest().equals(digest));
    if (!known) {
      bundles.add(
          signer.sign(around.policy().getBytes(StandardCharsets.UTF_8), "from the settings"),
          "gambeson serve");
      long last = bundles.current().map(PolicyBundles.Activation::number).orElse(0L);
      bundles.activate(digest, last, "gambeson serve", "from the settings");
    }
    return bundles
        .current()
        .flatMap(a -> bundles.find(a.digest()))
        .map(b -> new String(b.content(), StandardCharsets.UTF_8))
        .orElse(around.policy());
  }

  /// Another node, or the console, put a bundle in force.
  static void follow(PolicyBundles bundles, Policies policies) {
    bundles
        .current()
        .filter(a -> !a.digest().equals(policies.current().digest()))
        .flatMap(a -> bundles.find(a.digest()))
        .ifPresent(b ->
            policies.activate(policies.compile(new String(b.content(), StandardCharsets.UTF_8))));
  }
}
