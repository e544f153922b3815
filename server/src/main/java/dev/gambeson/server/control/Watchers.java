package dev.gambeson.server.control;

import dev.gambeson.core.alert.Alert;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.detect.QueryWatch;
import dev.gambeson.monitor.ModelMonitor;
import dev.gambeson.monitor.reference.Observed;
import dev.gambeson.server.gateway.Observer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Sees every answered request after it was answered: the query watch and the monitors.
public final class Watchers implements Observer {
  private final QueryWatch watch;
  private final Map<String, ModelMonitor> monitors;
  private final Consumer<Alert> alerts;

  /// @param monitors by model and version, as [#key]
  public Watchers(QueryWatch watch, Map<String, ModelMonitor> monitors, Consumer<Alert> alerts) {
    this.watch = watch;
    this.monitors = monitors;
    this.alerts = alerts;
  }

  /// Key of a monitor.
  public static String key(String model, String version) {
    return model + "@" + version;
  }

  @Override
  public void ended(Trace trace) {
    if (trace.query().isEmpty() || trace.raw().isEmpty()) {
      return;
    }
    Answer raw = trace.raw().get();
    watch.observe(trace.query().get(), raw).alerts().forEach(alerts);
    ModelMonitor monitor =
        monitors.get(key(trace.query().get().model(), trace.query().get().version()));
    if (monitor != null) {
      monitor.observe(
          new Observed(trace.query().get().rows(), raw.labels(), raw.scores(), List.of()),
          trace.call().requestId(),
          trace.query().get().time());
    }
  }
}
