package dev.gambeson.data;

import dev.gambeson.core.Check;
import dev.gambeson.core.model.AuditSubject;
import java.util.List;

/// The checks of the data a model was trained on and is judged by.
public final class DataChecks {
  private DataChecks() {}

  /// Every check of this room, in catalogue order.
  public static List<Check<AuditSubject>> all() {
    return List.of(
        new LabelCheck(),
        new OverlapCheck(),
        new LeakageCheck(),
        new DuplicateCheck(),
        new ShiftCheck(),
        new MissingCheck());
  }
}
