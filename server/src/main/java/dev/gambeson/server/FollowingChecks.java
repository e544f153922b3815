package dev.gambeson.server;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import java.util.List;

/// What a node raises about itself.
public final class FollowingChecks {
  static final String NOT_FOLLOWED = "GB-SRV-010";

  private static final CheckInfo INFO =
      new CheckInfo(
          NOT_FOLLOWED,
          "A node does not follow the others",
          "Does this node hold what was decided: the policy in force, the route of each model, the certificates in their files?",
          "A node with an old policy or an old version lets through what was forbidden elsewhere, and a certificate that was not renewed ends service.",
          "Each change that the database or a watched file tells of is read and made ready before it comes into force. What cannot be, is told once for each reason.",
          "A node that does not reach the database does not know what it misses: it serves until identity.max-stale and then nobody.",
          "Give this node what the change names (a version, a model, a readable file), or take the change back.",
          Severity.HIGH,
          List.of(),
          List.of());

  private FollowingChecks() {}

  /// All of them.
  public static List<CheckInfo> all() {
    return List.of(INFO);
  }
}
