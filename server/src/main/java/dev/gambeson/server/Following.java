package dev.gambeson.server;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.server.audit.Deeds;
import dev.gambeson.server.serving.HostedModel;
import dev.gambeson.server.serving.Models;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/// How this node follows what others decided, and says so when it cannot.
///
/// Guaranteed: what cannot be taken over (a bundle that does not fit here, a route to a version
/// that is not loaded here) leaves what holds as it is and raises one alert; the node goes on to
/// follow everything else. A database that fails is another matter: then the feed asks again.
final class Following {
  private static final System.Logger LOG = System.getLogger(GatewayServer.class.getName());

  private final Consumer<Alert> alerts;
  private final Deeds deeds;
  private final InstantSource clock;
  private final Map<String, String> told = new HashMap<>();

  Following(Consumer<Alert> alerts, Deeds deeds, InstantSource clock) {
    this.alerts = alerts;
    this.deeds = deeds;
    this.clock = clock;
  }

  /// Takes something over.
  ///
  /// @param what it is about, for the alert: `policy`, `route of fraud`
  /// @param model it is about; empty for none
  void take(String what, String model, Runnable step) {
    try {
      step.run();
      forget(what);
    } catch (GambesonException e) {
      trouble(what, model, String.valueOf(e.getMessage()));
    }
  }

  private synchronized void forget(String what) {
    told.remove(what);
  }

  /// Says once what could not be taken over.
  synchronized void trouble(String what, String model, String why) {
    if (why.equals(told.put(what, why))) {
      return;
    }
    LOG.log(
        System.Logger.Level.ERROR,
        "The %s could not be taken over; what held before still holds. %s".formatted(what, why));
    Instant now = clock.instant();
    alerts.accept(
        new Alert(
            UUID.randomUUID().toString(),
            now,
            FollowingChecks.NOT_FOLLOWED,
            Severity.HIGH,
            "A node does not follow the others",
            "The %s could not be taken over: %s".formatted(what, why),
            model.isEmpty() ? Alert.Subject.of("", "", "") : Alert.Subject.ofModel(model, ""),
            Optional.empty(),
            Map.of()));
  }

  /// Routes that other nodes changed.
  ///
  /// @param loading models that take versions out of a registry: another node may be ahead of this
  ///   one by some seconds, and their own look takes the route over and tells what it cannot
  void routes(Models models, Set<String> loading) {
    for (HostedModel model : models.hosted()) {
      if (loading.contains(model.name())) {
        try {
          refresh(model);
        } catch (GambesonException e) {
          LOG.log(System.Logger.Level.DEBUG, "A route is ahead of what is loaded here.", e);
        }
        continue;
      }
      take("route of " + model.name(), model.name(), () -> refresh(model));
    }
  }

  private void refresh(HostedModel model) {
    if (model.refresh()) {
      record("route.follow", model.name(), model.route().live().orElse("none"));
    }
  }

  /// A policy that another node put in force.
  void policy(String digest) {
    deeds.record("gambeson", "policy.follow", "", true, Map.of("policy", digest));
  }

  private void record(String action, String model, String version) {
    deeds.record("gambeson", action, model, true, Map.of("version", version));
  }
}
