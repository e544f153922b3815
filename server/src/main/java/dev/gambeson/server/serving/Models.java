package dev.gambeson.server.serving;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.data.FeatureSpace;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// The models of this node.
public final class Models implements ModelHouse, AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final House house;
  private final Map<String, HostedModel> models = new ConcurrentHashMap<>();

  /// @param store where routes survive a restart
  /// @param listeners hear of every change, in this order
  /// @param clock the time
  /// @param canaryKey at least 16 secret bytes, the same on every node and after every restart
  /// @param policy when versions go by themselves
  /// @param shadowing sends copies; closed with this house
  /// @param alerts takes alerts; must not block
  public Models(
      RouteStore store,
      List<RouteListener> listeners,
      InstantSource clock,
      byte[] canaryKey,
      RollbackPolicy policy,
      ShadowTraffic shadowing,
      Consumer<Alert> alerts) {
    this.house =
        new House(
            store, listeners, clock, ClientSplit.of(canaryKey), policy, shadowing, alerts, GRACE);
  }

  /// Takes a model in. Its stored route holds; without one the only version goes live, and of
  /// several the one that `first` names.
  ///
  /// @param features what clients send
  /// @param classes what they get; empty for a number
  /// @param versions loaded versions, at least one; closed with this house
  /// @param first the version to begin with when no route is stored; empty for none
  /// @throws GambesonException when a version does not fit, or the stored route names one that is
  ///   not there
  public HostedModel serve(
      String name,
      FeatureSpace features,
      List<String> classes,
      Collection<? extends ServableVersion> versions,
      Optional<String> first) {
    HostedModel model = new HostedModel(name, features, classes, house);
    if (models.containsKey(name)) {
      throw GambesonException.usage("Two models are named '%s'. Rename one.".formatted(name));
    }
    for (ServableVersion version : versions) {
      model.load(version, "gambeson:start", "configured");
    }
    Optional<Route> stored = house.store().load(name);
    if (stored.isPresent()) {
      requireLoaded(name, stored.get(), versions);
      model.refresh();
    } else if (first.isPresent()) {
      model.promote(first.get(), "gambeson:start", "first start");
    }
    models.put(name, model);
    return model;
  }

  private static void requireLoaded(
      String name, Route stored, Collection<? extends ServableVersion> versions) {
    Set<String> missing = new HashSet<>(stored.versions());
    missing.removeAll(stored.quarantined());
    versions.forEach(v -> missing.remove(v.version()));
    if (!missing.isEmpty()) {
      throw GambesonException.badInput(
          "The stored route of '%s' (%s) names versions that are not configured: %s. Configure them, or delete the stored route and promote a version again."
              .formatted(
                  name, stored.describe(), String.join(", ", missing.stream().sorted().toList())));
    }
  }

  /// A model of this house, with all that may be done to it.
  public Optional<HostedModel> hosted(String name) {
    return Optional.ofNullable(models.get(name));
  }

  /// All of them, by name.
  public List<HostedModel> hosted() {
    return models.values().stream().sorted(Comparator.comparing(HostedModel::name)).toList();
  }

  @Override
  public Optional<ServedModel> find(String name) {
    return Optional.ofNullable(models.get(name));
  }

  @Override
  public List<ServedModel> all() {
    return new ArrayList<>(hosted());
  }

  /// A model that has nothing in service, by intent or after a quarantine, is not waited for, as
  /// long as another one has.
  @Override
  public boolean ready() {
    boolean any = false;
    for (HostedModel model : models.values()) {
      if (model.route().live().isPresent()) {
        if (!model.ready()) {
          return false;
        }
        any = true;
      }
    }
    return any;
  }

  @Override
  public void close() {
    house.shadowing().close();
    models.values().forEach(HostedModel::close);
  }
}
