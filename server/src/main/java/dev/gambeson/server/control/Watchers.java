package dev.gambeson.server.control;

import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Query;
import dev.gambeson.monitor.ModelMonitor;
import dev.gambeson.monitor.reference.Observed;
import dev.gambeson.server.gateway.Observer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Shows answered requests to the monitor of their version, after they were answered: every one, or
/// a random part of very many ([Thinning]).
public final class Watchers implements Observer {
  private final Map<String, Watched> monitors = new HashMap<>();

  private record Watched(ModelMonitor monitor, Thinning thinning) {}

  /// @param monitors by model and version, as [#key]
  public Watchers(Map<String, ModelMonitor> monitors) {
    monitors.forEach((key, m) -> this.monitors.put(key, new Watched(m, new Thinning())));
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
    Query query = trace.query().get();
    Answer raw = trace.raw().get();
    Watched watched = monitors.get(key(query.model(), query.version()));
    String request = trace.call().requestId();
    if (watched != null && watched.thinning.shows(request, query.time().getEpochSecond())) {
      watched.monitor.observe(
          new Observed(query.rows(), raw.labels(), raw.scores(), List.of()), request, query.time());
    }
  }
}
