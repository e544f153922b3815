package dev.gambeson.server.serving;

import dev.gambeson.core.GambesonException;
import dev.gambeson.server.serving.RouteChange.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/// Makes one change of a model's route after the other.
///
/// Two locks, so that a rollback never waits for a slow store: `deciding` is held for a whole
/// change, `swapping` for the moment in which the snapshot is replaced. An urgent change swaps
/// first and then waits for its turn to be written; what was decided meanwhile is then kept, with
/// the urgent change on top.
final class Changeover {
  private final String model;
  private final House house;
  private final ReentrantLock deciding = new ReentrantLock();
  private final Object swapping = new Object();
  private volatile Snapshot now = Snapshot.EMPTY;

  /// Who asks for a change, and why.
  record Order(Kind kind, String version, String by, String reason) {}

  /// What a change does.
  record Step(UnaryOperator<Map<String, Held>> held, UnaryOperator<Route> route) {
    static Step of(UnaryOperator<Route> route) {
      return new Step(UnaryOperator.identity(), route);
    }

    Snapshot on(Snapshot before) {
      return Snapshot.of(route.apply(before.route()), held.apply(before.held()));
    }
  }

  Changeover(String model, House house) {
    this.model = model;
    this.house = house;
  }

  Snapshot now() {
    return now;
  }

  void make(Order order, Step step) {
    if (order.kind().urgent()) {
      urgently(order, step);
    } else {
      orderly(order, step);
    }
  }

  private void orderly(Order order, Step step) {
    deciding.lock();
    try {
      Snapshot before = now;
      Snapshot after = step.on(before);
      RouteChange change = change(order, before, after);
      house.listeners().forEach(l -> l.announce(change));
      save(before.route(), after.route());
      swap(step);
      tell(change, Optional.empty());
    } finally {
      deciding.unlock();
    }
  }

  private void urgently(Order order, Step step) {
    RouteChange change;
    synchronized (swapping) {
      Snapshot before = now;
      install(step.on(before));
      change = change(order, before, now);
    }
    deciding.lock();
    try {
      tell(change, settle(change, step));
    } finally {
      deciding.unlock();
    }
  }

  /// Writes an urgent change down, on top of what may have been written since.
  private Optional<String> settle(RouteChange change, Step step) {
    try {
      if (!house.store().save(model, now.route(), change.before().generation())) {
        Route stored = house.store().load(model).orElse(Route.EMPTY);
        Route merged = merged(stored, step);
        if (merged.generation() != stored.generation()
            && !house.store().save(model, merged, stored.generation())) {
          return Optional.of("the route was not saved: another node keeps changing it");
        }
        synchronized (swapping) {
          install(Snapshot.of(merged, now.held()));
        }
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of("the route was not saved: " + Failures.words(e));
    }
  }

  private static Route merged(Route stored, Step step) {
    try {
      return step.route().apply(stored);
    } catch (GambesonException e) {
      return stored; // another node has done it already
    }
  }

  private void save(Route before, Route after) {
    if (after.generation() == before.generation()) {
      return;
    }
    if (!house.store().save(model, after, before.generation())) {
      refresh();
      throw GambesonException.usage(
          "The route of '%s' was changed by somebody else meanwhile (%s). Look at it and decide again."
              .formatted(model, now.route().describe()));
    }
  }

  /// Repeats the step on what is there now: an urgent change may have come between.
  private void swap(Step step) {
    synchronized (swapping) {
      install(step.on(now));
    }
  }

  private void install(Snapshot after) {
    Snapshot before = now;
    now = after;
    after.live().filter(h -> !before.live().equals(after.live())).ifPresent(Held::begin);
    after.canary().filter(h -> !before.canary().equals(after.canary())).ifPresent(Held::begin);
  }

  /// Takes over what is stored, if it is newer than what is in force.
  ///
  /// @return whether something changed
  /// @throws GambesonException when it gives a part to a version that is not loaded here
  boolean refresh() {
    deciding.lock();
    try {
      Optional<Route> stored =
          house.store().load(model).filter(r -> r.generation() > now.route().generation());
      synchronized (swapping) {
        stored
            .filter(r -> r.generation() > now.route().generation())
            .ifPresent(r -> install(Snapshot.of(r, now.held())));
      }
      return stored.isPresent();
    } finally {
      deciding.unlock();
    }
  }

  private RouteChange change(Order order, Snapshot before, Snapshot after) {
    Held held =
        after.held().containsKey(order.version())
            ? after.held().get(order.version())
            : before.held().get(order.version());
    return new RouteChange(
        house.clock().instant(),
        model,
        order.kind(),
        order.version(),
        held == null ? "" : held.version.digest(),
        order.by(),
        order.reason(),
        before.route(),
        after.route());
  }

  private void tell(RouteChange change, Optional<String> trouble) {
    RuntimeException first = null;
    for (RouteListener listener : house.listeners()) {
      try {
        listener.changed(change, trouble);
      } catch (RuntimeException e) {
        first = first == null ? e : first; // the others must hear of it too
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
