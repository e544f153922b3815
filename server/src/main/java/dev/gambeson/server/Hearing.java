package dev.gambeson.server;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Decision;
import dev.gambeson.guard.GuardChain;
import dev.gambeson.guard.GuardStage;
import dev.gambeson.guard.Query;
import dev.gambeson.server.audit.Deeds;
import dev.gambeson.server.serving.RouteChange;
import dev.gambeson.server.serving.RouteListener;
import dev.gambeson.server.serving.ShadowTraffic;
import java.util.Map;
import java.util.Optional;

/// Who hears of changes of routes, of shadows and of guards.
final class Hearing {
  private static final System.Logger LOG = System.getLogger(GatewayServer.class.getName());

  private Hearing() {}

  static RouteListener routes(Deeds deeds) {
    return new RouteListener() {
      @Override
      public void announce(RouteChange change) {
        record(change, "tried");
      }

      @Override
      public void changed(RouteChange change, Optional<String> trouble) {
        record(change, trouble.isEmpty() ? "done" : "done-with-trouble");
      }

      private void record(RouteChange change, String stage) {
        deeds.record(
            change.by(),
            "route." + change.kind().id(),
            change.model(),
            true,
            Map.of(
                "stage",
                stage,
                "version",
                change.version(),
                "digest",
                change.digest().isEmpty() ? "none" : change.digest()));
      }
    };
  }

  /// How shadows answer is shown at the console by the counts of their versions.
  static final class Shadows implements ShadowTraffic.Listener {
    @Override
    public void compared(
        String model,
        String version,
        String shadow,
        Rows rows,
        Answer given,
        Answer shadowed,
        ShadowTraffic.Comparison comparison) {}

    @Override
    public void failed(String model, String version, String shadow, String reason) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Shadow %s of model %s failed: %s".formatted(shadow, model, reason));
    }
  }

  /// Guards that break are a matter for the operator's log; refusals stand in the ledger.
  static final class Refusals implements GuardChain.Listener {
    @Override
    public void refused(String stage, Query query, Decision.Refuse refusal) {}

    @Override
    public void wouldRefuse(String stage, Query query, Decision.Refuse refusal) {}

    @Override
    public void failed(String stage, Query query, Throwable error, GuardStage.OnError done) {
      LOG.log(
          System.Logger.Level.ERROR,
          "Guard %s broke on a request to %s (%s): %s"
              .formatted(stage, query.model(), done, error.getClass().getSimpleName()));
    }
  }
}
