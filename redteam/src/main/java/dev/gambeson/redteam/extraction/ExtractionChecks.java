package dev.gambeson.redteam.extraction;

import dev.gambeson.core.Check;
import dev.gambeson.core.model.AuditSubject;
import java.util.List;

/// The checks of model extraction.
public final class ExtractionChecks {
  private ExtractionChecks() {}

  /// Every check of this package.
  public static List<Check<AuditSubject>> all() {
    return List.of(new ExtractionCheck());
  }
}
