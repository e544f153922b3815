package dev.gambeson.model.performance;

import dev.gambeson.core.Check;
import dev.gambeson.core.model.AuditSubject;
import java.util.List;

/// The checks of this package.
public final class PerformanceChecks {
  private PerformanceChecks() {}

  /// All of them, by id.
  public static List<Check<AuditSubject>> all() {
    return List.of(new DiscriminationCheck(), new CalibrationCheck(), new GeneralisationCheck());
  }
}
