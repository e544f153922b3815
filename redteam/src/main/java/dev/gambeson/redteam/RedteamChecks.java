package dev.gambeson.redteam;

import dev.gambeson.core.Check;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.redteam.evasion.EvasionChecks;
import dev.gambeson.redteam.extraction.ExtractionChecks;
import dev.gambeson.redteam.membership.MembershipChecks;
import java.util.List;
import java.util.stream.Stream;

/// Every check that attacks a model.
public final class RedteamChecks {
  private RedteamChecks() {}

  /// Evasion, then membership inference, then extraction.
  public static List<Check<AuditSubject>> all() {
    return Stream.of(EvasionChecks.all(), MembershipChecks.all(), ExtractionChecks.all())
        .flatMap(List::stream)
        .toList();
  }
}
