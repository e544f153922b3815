package dev.gambeson.server.control;

import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Query;
import dev.gambeson.monitor.ModelMonitor;
import dev.gambeson.monitor.reference.Observed;
import dev.gambeson.server.gateway.Observer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Shows answered requests to the monitor of their version, after they were answered: every one, or
/// a random part of very many ([Thinning]).
public final class Watchers implements Observer {
  private final Map<String, ModelMonitor> monitors;
  private final Map<String, Thinning> thinning = new ConcurrentHashMap<>();

  /// @param monitors by model and version, as [#key]; may change while this looks
  public Watchers(Map<String, ModelMonitor> monitors) {
    this.monitors = monitors;
  }

  /// Key of a monitor.
  public static String key(String model, String version) {
    return model + "@" + version;
  }

  private Thinning thinning(String key) {
    Thinning known = thinning.get(key);
    return known != null ? known : thinning.computeIfAbsent(key, _ -> new Thinning());
  }

  @Override
  public void ended(Trace trace) {
    if (trace.query().isEmpty() || trace.raw().isEmpty()) {
      return;
    }
    Query query = trace.query().get();
    Answer raw = trace.raw().get();
    String key = key(query.model(), query.version());
    ModelMonitor monitor = monitors.get(key);
    String request = trace.call().requestId();
    if (monitor != null && thinning(key).shows(request, query.time().getEpochSecond())) {
      monitor.observe(
          new Observed(query.rows(), raw.labels(), raw.scores(), List.of()), request, query.time());
    }
  }
}
