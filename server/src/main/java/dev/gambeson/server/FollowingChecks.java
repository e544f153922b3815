package dev.gambeson.server;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import java.util.List;

/// What a node raises about itself.
public final class FollowingChecks {
  static final String NOT_FOLLOWED = "GB-SRV-010";

  static final String LEDGER_LOST = "GB-SRV-011";

  static final String NOT_CARRIED = "GB-SRV-013";

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

  private static final CheckInfo LEDGER =
      new CheckInfo(
          LEDGER_LOST,
          "Decisions do not reach the ledger",
          "Does every decision of this node find its place in the ledger?",
          "What is not in the ledger cannot be shown later: not to an auditor, not to a customer who was refused.",
          "Entries that the ledger did not take are counted: its disk is full or broken, or entries come faster than it takes them. One alert when the count begins to rise, and again at most each ten minutes while it rises.",
          "With audit: {mode: required} nothing was answered without its entry; with async the answers went out. After a failed write the ledger takes nothing more until the gateway is started again.",
          "Make room on the disk, or mend it, and start the gateway again; the ledger verifies itself when it opens.",
          Severity.CRITICAL,
          List.of(),
          List.of());

  private static final CheckInfo CARRIED =
      new CheckInfo(
          NOT_CARRIED,
          "The ledger does not reach the log server",
          "Does what this node decides reach the log server that ledger-to names?",
          "A log that stands on one machine alone can be lost or held back with it.",
          "Entries and checkpoints are sent each second over syslog. One alert when the server took nothing for five minutes, and again each hour.",
          "Syslog confirms nothing: what is sent may still be lost behind it, which shows as a missing index. The entries stay here and are sent once the server is back.",
          "Mend the way to the log server; look at gambeson_ledger_unsent.",
          Severity.HIGH,
          List.of(),
          List.of());

  private FollowingChecks() {}

  /// All of them.
  public static List<CheckInfo> all() {
    return List.of(INFO, LEDGER, CARRIED);
  }
}
