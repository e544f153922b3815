package dev.gambeson.monitor;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.monitor.reference.ModelShape;
import java.time.Instant;
import java.util.List;

/// What the monitor says of a model version at a moment.
///
/// @param shape the model version
/// @param reference digest of the reference it was compared with
/// @param time the moment; only windows complete by then were looked at
/// @param windows how many windows
/// @param rows how many rows they hold
/// @param outcomes of those, the rows whose outcome is known
/// @param results one per check and aspect
/// @param alerts alarms that were not there at the report before
public record MonitorReport(
    ModelShape shape,
    String reference,
    Instant time,
    int windows,
    long rows,
    long outcomes,
    List<CheckResult> results,
    List<Alert> alerts) {
  public MonitorReport {
    requireNonNull(shape, "shape");
    requireNonNull(reference, "reference");
    requireNonNull(time, "time");
    results = List.copyOf(results);
    alerts = List.copyOf(alerts);
  }
}
