package dev.gambeson.monitor;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckInfo;
import java.util.List;

/// The checks of this room.
public final class MonitorChecks {
  private MonitorChecks() {}

  /// Those that watch a model in service, by id.
  public static List<Check<MonitorSubject>> all() {
    return List.of(new InputDriftCheck(), new ScoreDriftCheck());
  }

  /// What each check of the room asks, by id.
  public static List<CheckInfo> infos() {
    return all().stream().map(Check::info).toList();
  }
}
