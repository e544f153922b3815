package dev.gambeson.redteam;

import dev.gambeson.core.Check;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.redteam.evasion.EvasionChecks;
import dev.gambeson.redteam.extraction.ExtractionChecks;
import dev.gambeson.redteam.membership.MembershipChecks;
import dev.gambeson.redteam.poisoning.PoisoningChecks;
import java.util.List;
import java.util.stream.Stream;

/// Every check that attacks a model.
public final class RedteamChecks {
  private RedteamChecks() {}

  /// Signs of poisoning, evasion, then membership inference, then extraction.
  public static List<Check<AuditSubject>> all() {
    return Stream.of(
            PoisoningChecks.all(),
            EvasionChecks.all(),
            MembershipChecks.all(),
            ExtractionChecks.all())
        .flatMap(List::stream)
        .toList();
  }
}
