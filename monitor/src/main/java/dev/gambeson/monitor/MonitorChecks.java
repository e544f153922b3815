package dev.gambeson.monitor;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.monitor.version.ProbeCheck;
import dev.gambeson.monitor.version.VersionDiff;
import java.util.List;
import java.util.stream.Stream;

/// The checks of this room.
public final class MonitorChecks {
  private MonitorChecks() {}

  /// Those that watch a model in service, by id.
  public static List<Check<MonitorSubject>> all() {
    return List.of(
        new InputDriftCheck(),
        new ScoreDriftCheck(),
        new LabelShareCheck(),
        new ConfidenceCheck(),
        new EstimatedCheck(),
        new QualityCheck(),
        new CalibrationCheck(),
        new FairnessCheck(),
        new MissingCheck(),
        new JointDriftCheck());
  }

  /// What each check of the room asks, by id.
  public static List<CheckInfo> infos() {
    return Stream.concat(
            all().stream().map(Check::info), Stream.of(VersionDiff.INFO, ProbeCheck.INFO))
        .toList();
  }
}
