package dev.gambeson.redteam.poisoning;

import dev.gambeson.core.Check;
import dev.gambeson.core.model.AuditSubject;
import java.util.List;

/// Checks for signs of poisoned training data.
public final class PoisoningChecks {
  private PoisoningChecks() {}

  /// GB-DATA-007.
  public static List<Check<AuditSubject>> all() {
    return List.of(new LabelDisagreementCheck());
  }
}
