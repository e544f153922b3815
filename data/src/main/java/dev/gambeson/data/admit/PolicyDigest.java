package dev.gambeson.data.admit;

import dev.gambeson.core.Policy;
import dev.gambeson.core.io.Sha256;
import java.util.TreeMap;

/// The digest that binds an admission to its policy.
final class PolicyDigest {
  private PolicyDigest() {}

  /// SHA-256 over every setting in a fixed order.
  static String of(Policy policy) {
    StringBuilder text = new StringBuilder("gambeson/policy/1\n");
    text.append(policy.failOn().id()).append('\n').append(policy.allowInconclusive()).append('\n');
    new TreeMap<>(policy.checks())
        .forEach((id, c) -> {
          text.append(id).append(' ').append(c.enabled());
          text.append(' ').append(c.severity().map(s -> s.id()).orElse("-"));
          new TreeMap<>(c.parameters())
              .forEach((k, v) -> text.append(' ').append(k).append('=').append(v));
          text.append('\n');
        });
    policy.suppressions().stream()
        .map(s ->
            String.join(
                "\u0000",
                s.check(),
                s.aspect().orElse(""),
                s.owner(),
                s.reason(),
                s.expires().toString()))
        .sorted()
        .forEach(s -> text.append(s).append('\n'));
    return Sha256.of(text.toString());
  }
}
