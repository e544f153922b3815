package dev.gambeson.server.serving;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import dev.gambeson.server.serving.Changeover.Order;
import dev.gambeson.server.serving.Changeover.Step;
import dev.gambeson.server.serving.RouteChange.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A model of this house: its loaded versions and its route, and everything that may be done to
/// them.
///
/// Guaranteed: requests see one whole route or the next, never a mixture; a version only gets a
/// part while it is loaded, and stays loaded while it has one; rollback and quarantine take effect
/// before anything is written, and whatever else fails. Not guaranteed: that a request which was
/// under way during a change is answered by the new version.
///
/// The methods that change something block on the store and the listeners; never call them on an
/// event loop. Who may call them is for the caller to ask.
public final class HostedModel implements ServedModel {
  private final String name;
  private final FeatureSpace features;
  private final List<String> classes;
  private final House house;
  private final Changeover changes;

  HostedModel(String name, FeatureSpace features, List<String> classes, House house) {
    this.name = ServingNames.ofModel(name);
    this.features = features;
    this.classes = List.copyOf(classes);
    this.house = house;
    this.changes = new Changeover(name, house);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public FeatureSpace features() {
    return features;
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  /// The live version and the canary: what clients may get anyway.
  @Override
  public List<String> versions() {
    Route route = route();
    List<String> names = new ArrayList<>(2);
    route.live().ifPresent(names::add);
    route.canary().ifPresent(c -> names.add(c.version()));
    return names;
  }

  @Override
  public Optional<ModelVersion> route(String clientKey) {
    Snapshot s = changes.now();
    Optional<Held> chosen = onCanary(s, clientKey) ? s.canary() : s.live();
    return chosen.isPresent()
        ? Optional.of(new Visit(this, chosen.get(), clientKey))
        : Optional.empty();
  }

  private boolean onCanary(Snapshot s, String client) {
    Optional<Route.Canary> canary = s.route().canary();
    return canary.isPresent()
        && house.split().place(name, canary.get().version(), client) < canary.get().share();
  }

  @Override
  public Optional<ModelVersion> version(String version) {
    Snapshot s = changes.now();
    if (s.live().isPresent() && s.live().get().version.version().equals(version)) {
      return Optional.of(new Visit(this, s.live().get(), ""));
    }
    return s.canary()
        .filter(h -> h.version.version().equals(version))
        .map(h -> new Visit(this, h, ""));
  }

  /// The house itself sends the copies; whoever asks a routed version need not.
  @Override
  public List<ModelVersion> shadows() {
    return changes.now().shadows().stream().map(h -> (ModelVersion) h.version).toList();
  }

  /// The route in force.
  public Route route() {
    return changes.now().route();
  }

  /// What is loaded, in no order.
  public List<Loaded> loaded() {
    return changes.now().held().values().stream().map(Loaded::of).toList();
  }

  /// A loaded version, for the console.
  ///
  /// @param version its name
  /// @param digest what it is
  /// @param ready whether it would answer
  /// @param answers since it was loaded
  /// @param failures since it was loaded
  /// @param underWay requests that wait for it now
  public record Loaded(
      String version, String digest, boolean ready, long answers, long failures, int underWay) {
    private static Loaded of(Held h) {
      return new Loaded(
          h.version.version(),
          h.version.digest(),
          h.version.ready(),
          h.watch.answers(),
          h.watch.failures(),
          h.underWay());
    }
  }

  /// Whether a version is live and would answer.
  public boolean ready() {
    return changes.now().live().filter(h -> h.version.ready()).isPresent();
  }

  /// Takes in a loaded version; it serves nobody yet.
  ///
  /// @throws GambesonException when its name is taken, or it takes or gives something else than the
  ///   model promises
  public void load(ServableVersion version, String by, String reason) {
    String id = ServingNames.ofVersion(version.version());
    Fit.require(name, features, classes, version);
    Held held = new Held(version, new ErrorWatch(house.policy(), house.clock()));
    changes.make(
        new Order(Kind.LOAD, id, by, reason), new Step(loaded -> with(loaded, held), r -> r));
  }

  private Map<String, Held> with(Map<String, Held> loaded, Held held) {
    String id = held.version.version();
    if (loaded.containsKey(id)) {
      throw GambesonException.usage(
          "Version %s of '%s' is loaded already. Retire it first, or give this one another name."
              .formatted(id, name));
    }
    Map<String, Held> more = new HashMap<>(loaded);
    more.put(id, held);
    return more;
  }

  /// [Route#promote].
  public void promote(String version, String by, String reason) {
    change(Kind.PROMOTE, version, by, reason, r -> r.promote(version));
  }

  /// [Route#canary].
  public void canary(String version, double share, String by, String reason) {
    change(Kind.CANARY, version, by, reason, r -> r.canary(version, share));
  }

  /// [Route#endCanary].
  public void endCanary(String by, String reason) {
    String version = route().canary().map(Route.Canary::version).orElse("");
    change(Kind.END_CANARY, version, by, reason, Route::endCanary);
  }

  /// [Route#shadow].
  public void shadow(String version, String by, String reason) {
    change(Kind.SHADOW, version, by, reason, r -> r.shadow(version));
  }

  /// [Route#endShadow].
  public void endShadow(String version, String by, String reason) {
    change(Kind.END_SHADOW, version, by, reason, r -> r.endShadow(version));
  }

  /// [Route#rollback].
  public void rollback(String by, String reason) {
    String version = route().live().orElse("");
    change(Kind.ROLLBACK, version, by, reason, Route::rollback);
  }

  /// [Route#quarantine].
  public void quarantine(String version, String by, String reason) {
    change(Kind.QUARANTINE, version, by, reason, r -> r.quarantine(version));
  }

  /// [Route#release].
  public void release(String version, String by, String reason) {
    change(Kind.RELEASE, version, by, reason, r -> r.release(version));
  }

  /// Unloads a version that has no part, once those who wait for it have their answers.
  public void retire(String version, String by, String reason) {
    Held gone = Snapshot.need(changes.now().held(), version);
    Step step =
        new Step(
            loaded -> {
              Map<String, Held> fewer = new HashMap<>(loaded);
              fewer.remove(version);
              return fewer;
            },
            r -> r.retire(version));
    changes.make(new Order(Kind.RETIRE, version, by, reason), step);
    gone.drain(house.grace());
  }

  private void change(
      Kind kind, String version, String by, String reason, UnaryOperator<Route> step) {
    changes.make(new Order(kind, version, by, reason), Step.of(step));
  }

  /// Takes over a route that another node has saved. Blocks.
  ///
  /// @return whether there was one
  public boolean refresh() {
    return changes.refresh();
  }

  /// Takes a version out of service because of what it did, as the [RollbackPolicy] says: the
  /// previous one is live again. Does nothing when it is quarantined already. Blocks.
  ///
  /// @param detail one sentence with the figures
  public void trip(String version, Trigger trigger, String detail) {
    Route route = route();
    if (route.quarantined().contains(version)) {
      return;
    }
    boolean leavesNothing =
        route.live().filter(version::equals).isPresent() && route.previous().isEmpty();
    boolean act = !leavesNothing || (trigger.certain() && house.policy().withdrawWithoutPrevious());
    try {
      if (act) {
        quarantine(version, "gambeson:" + trigger.id(), detail);
      }
    } finally {
      String after = route().live().map(v -> "version " + v + " is live").orElse("none is live");
      house
          .alerts()
          .accept(
              ServingChecks.tripped(
                  house.clock(),
                  name,
                  version,
                  trigger,
                  detail,
                  act ? after : "it stays, since there is none to go back to"));
    }
  }

  /// Called on event loops.
  void answered(Held by, Rows rows, Answer answer) {
    List<Held> shadows = changes.now().shadows();
    if (!shadows.isEmpty()) {
      house.shadowing().offer(name, by.version.version(), rows, answer, shadows);
    }
  }

  /// Called on event loops.
  void failed(Held held, String client, Throwable cause) {
    if (!Failures.blamesVersion(cause)) {
      return;
    }
    Optional<Estimate> rate = held.watch.failed(client);
    if (rate.isPresent() && held.trip()) {
      Estimate r = rate.get();
      String detail =
          "%.1f %% of %d answers failed (99.9 %% interval %.1f to %.1f %%), the last with: %s"
              .formatted(
                  100 * r.value(), r.n(), 100 * r.low(), 100 * r.high(), Failures.token(cause));
      Thread.ofVirtual()
          .name("gambeson-rollback")
          .start(() -> trip(held.version.version(), Trigger.ERROR_RATE, detail));
    }
  }

  void close() {
    changes.now().held().values().forEach(h -> h.version.close());
  }
}
