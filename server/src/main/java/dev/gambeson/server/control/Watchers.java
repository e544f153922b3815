package dev.gambeson.server.control;

import dev.gambeson.guard.Answer;
import dev.gambeson.monitor.ModelMonitor;
import dev.gambeson.monitor.reference.Observed;
import dev.gambeson.server.gateway.Observer;
import java.util.List;
import java.util.Map;

/// Shows every answered request to the monitor of its version, after it was answered.
public final class Watchers implements Observer {
  private final Map<String, ModelMonitor> monitors;

  /// @param monitors by model and version, as [#key]
  public Watchers(Map<String, ModelMonitor> monitors) {
    this.monitors = Map.copyOf(monitors);
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
