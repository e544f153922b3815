package dev.gambeson.server.control;

import dev.gambeson.core.alert.Alert;
import dev.gambeson.guard.detect.QueryWatch;
import dev.gambeson.guard.detect.Standing;
import dev.gambeson.server.control.Holds.Hold;
import dev.gambeson.server.gateway.Step;
import java.time.Instant;
import java.util.Optional;

/// Tells the other nodes which step of the ladder a client has reached at this one: a client that
/// is blocked here is blocked there within a second or two, and stays so when this node is gone.
///
/// Only the client's own step is shared; evidence is not, so a client whose queries are spread over
/// `n` nodes is seen up to `n` times later. What is known of tenants and networks stays here.
public final class SharedSteps {
  private static final String PREFIX = "watch:";

  private final QueryWatch watch;
  private final Holds holds;

  public SharedSteps(QueryWatch watch, Holds holds) {
    this.watch = watch;
    this.holds = holds;
  }

  static String key(String clientKey, String model) {
    return PREFIX + clientKey + "|" + model;
  }

  /// After an alert: shares the step that it led to. Blocks.
  public void raised(Alert alert) {
    Alert.Subject of = alert.subject();
    if (of.tenant().isEmpty() || of.client().isEmpty() || of.model().isEmpty()) {
      return;
    }
    String client = of.tenant() + "/" + of.client();
    watch.standing(client, of.model()).ifPresent(s -> share(client, s, alert));
  }

  private void share(String client, Standing standing, Alert alert) {
    Step step = ClientsDesk.step(ClientsDesk.level(standing));
    Optional<Instant> until = standing.until();
    if (step == Step.CLEAR || until.isEmpty()) {
      return;
    }
    String key = key(client, standing.model());
    Optional<Hold> before = holds.find(key, alert.time());
    boolean known =
        before
            .filter(h ->
                h.step().compareTo(step) > 0
                    || (h.step() == step && !h.until().isBefore(until.get())))
            .isPresent();
    if (!known) {
      holds.place(
          new Hold(
              key,
              client,
              standing.model(),
              step,
              standing.since().orElse(alert.time()),
              until.get(),
              "query-watch",
              alert.check()));
    }
  }

  /// Another node lifted a hold: where it came from a detector, a person found the client benign.
  public static void lifted(Hold hold, QueryWatch watch) {
    if (hold.key().startsWith(PREFIX)) {
      watch.clear(Standing.Scope.CLIENT, hold.clientKey(), hold.model());
    }
  }
}
