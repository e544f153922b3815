package dev.gambeson.server;

import dev.gambeson.core.io.Sha256;
import dev.gambeson.server.control.PolicySigner;
import dev.gambeson.server.policy.Policies;
import dev.gambeson.server.state.PolicyBundles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/// Which policy bundle holds at the start, and how a node follows what others activate.
final class PolicyFollowing {
  private static final int HISTORY = 1_000;
  private static final String BY = "gambeson serve";

  /// Nodes see a file change at different times; the change counts once.
  private static final Duration SAME_CHANGE = Duration.ofMinutes(10);

  private PolicyFollowing() {}

  /// The bundle in force: what was activated last, or what the file says when that is new.
  static String inForce(
      PolicyBundles bundles, PolicySigner signer, GatewayServer.Surroundings around) {
    String digest = Sha256.of(around.policy());
    boolean known = bundles.history(HISTORY).stream().anyMatch(a -> a.digest().equals(digest));
    if (!known) {
      activate(bundles, signer, around.policy());
    }
    return bundles
        .current()
        .flatMap(a -> bundles.find(a.digest()))
        .map(b -> new String(b.content(), StandardCharsets.UTF_8))
        .orElse(around.policy());
  }

  private static void activate(PolicyBundles bundles, PolicySigner signer, String text) {
    String digest =
        bundles.add(signer.sign(text.getBytes(StandardCharsets.UTF_8), "from the settings"), BY);
    long last = bundles.current().map(PolicyBundles.Activation::number).orElse(0L);
    bundles.activate(digest, last, BY, "from the settings");
  }

  /// Another node, or the console, put a bundle in force.
  static void follow(PolicyBundles bundles, Policies policies, Following following) {
    following.take(
        "policy",
        "",
        () ->
            bundles
                .current()
                .filter(a -> !a.digest().equals(policies.current().digest()))
                .flatMap(a -> bundles.find(a.digest()))
                .ifPresent(b -> {
                  policies.activate(
                      policies.compile(new String(b.content(), StandardCharsets.UTF_8)));
                  following.policy(b.digest());
                }));
  }

  /// The policy file was changed while this node runs: it comes into force, for all nodes, unless
  /// another node has seen the same change already. A file that does not fit changes nothing.
  static void changed(
      Path file,
      PolicyBundles bundles,
      PolicySigner signer,
      Policies policies,
      Following following,
      Clock clock) {
    following.take(
        "policy file",
        "",
        () -> {
          String text = read(file);
          policies.compile(text);
          String digest = Sha256.of(text);
          List<PolicyBundles.Activation> history = bundles.history(HISTORY);
          boolean seen =
              history.stream()
                  .anyMatch(a ->
                      a.digest().equals(digest)
                          && a.at().isAfter(clock.instant().minus(SAME_CHANGE)));
          if (!seen) {
            activate(bundles, signer, text);
          }
        });
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
