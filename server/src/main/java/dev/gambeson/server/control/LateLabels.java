package dev.gambeson.server.control;

import dev.gambeson.guard.Client;
import dev.gambeson.monitor.ModelMonitor;
import dev.gambeson.server.gateway.LabelSink;
import dev.gambeson.server.serving.ServedModel;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Gives what became true later to the monitor that saw the request. A label of a request that this
/// node did not answer, or has forgotten, is passed over.
public final class LateLabels implements LabelSink {
  private final Map<String, ModelMonitor> monitors;
  private final InstantSource clock;

  /// @param monitors by [Watchers#key]; may change while this looks
  public LateLabels(Map<String, ModelMonitor> monitors, InstantSource clock) {
    this.monitors = monitors;
    this.clock = clock;
  }

  @Override
  public Future<Void> accept(Client client, ServedModel model, List<Late> labels) {
    for (Late late : labels) {
      int outcome = model.classes().indexOf(late.label());
      if (outcome < 0) {
        return Future.failedFuture(
            new IllegalArgumentException("a label is none of the model's classes"));
      }
      boolean _ =
          monitors.entrySet().stream()
              .filter(e -> e.getKey().startsWith(model.name() + "@"))
              .anyMatch(
                  e -> e.getValue().label(late.requestId(), late.row(), outcome, clock.instant()));
    }
    return Future.succeededFuture();
  }
}
