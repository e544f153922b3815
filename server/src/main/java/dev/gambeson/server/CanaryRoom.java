package dev.gambeson.server;

import dev.gambeson.core.alert.Alert;
import dev.gambeson.server.audit.Deeds;
import dev.gambeson.server.canary.CanaryKeeper;
import dev.gambeson.server.state.SqlCanaries;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The canaries of this gateway, put together.
final class CanaryRoom {
  private static final String CHECKS = "GB-GRD-04";

  private CanaryRoom() {}

  static CanaryKeeper open(
      StateRoom state,
      List<ModelRoom.Loaded> loaded,
      Consumer<Alert> alerts,
      Clock clock,
      SecureRandom random) {
    Map<String, CanaryKeeper.Known> known = new HashMap<>();
    loaded.forEach(m ->
        known.put(
            m.settings().name(),
            new CanaryKeeper.Known(
                m.table().features(), ModelWatching.live(m).input(), m.table().rows())));
    return new CanaryKeeper(
        new SqlCanaries(state.database()), state.secret(), known, alerts, clock, random);
  }

  /// Writes an alert of a canary into the ledger: a flood of strangers must not hide it. Blocks.
  static void remember(Alert alert, Deeds deeds) {
    if (alert.check().startsWith(CHECKS)) {
      Map<String, String> figures = new HashMap<>(alert.facts());
      figures.put("check", alert.check());
      figures.put("alert", alert.id());
      if (!alert.subject().client().isEmpty()) {
        figures.put("client", alert.subject().tenant() + "/" + alert.subject().client());
      }
      deeds.record("canary", "canary.hit", alert.subject().model(), true, figures);
    }
  }
}
