package dev.gambeson.fairness;

import dev.gambeson.core.Check;
import dev.gambeson.core.model.AuditSubject;
import java.util.List;

/// The checks of this room.
public final class FairnessChecks {
  private FairnessChecks() {}

  /// All of them, by id.
  public static List<Check<AuditSubject>> all() {
    return List.of(
        new DisparateImpactCheck(),
        new EqualOpportunityCheck(),
        new EqualizedOddsCheck(),
        new IntersectionCheck(),
        new GroupCalibrationCheck(),
        new SimpsonCheck());
  }
}
