package dev.gambeson.server.serving;

import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A house with everything that a test wants to see.
final class TestHouse implements AutoCloseable {
  static final byte[] KEY =
      "sixteen bytes or more".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  final MemoryStore store = new MemoryStore();
  final List<RouteChange> changes = new CopyOnWriteArrayList<>();
  final List<Optional<String>> troubles = new CopyOnWriteArrayList<>();
  final List<RouteListener> listeners = new ArrayList<>();
  final List<Alert> alerts = new CopyOnWriteArrayList<>();
  final List<String> shadowed = new CopyOnWriteArrayList<>();
  volatile Instant now = Instant.parse("2026-11-22T10:00:00Z");
  volatile double load;
  final Models models;

  TestHouse() {
    this(RollbackPolicy.DEFAULTS);
  }

  TestHouse(RollbackPolicy policy, RouteListener... first) {
    this(policy, new MemoryStore(), 64, first);
  }

  TestHouse(RollbackPolicy policy, RouteStore store, int shadowQueue, RouteListener... first) {
    listeners.addAll(Arrays.asList(first));
    listeners.add((change, trouble) -> {
      changes.add(change);
      troubles.add(trouble);
    });
    InstantSource clock = () -> now;
    models =
        new Models(
            store,
            listeners,
            clock,
            KEY,
            policy,
            new ShadowTraffic(shadowQueue, () -> load, new Shadowed()),
            alerts::add);
  }

  HostedModel serve(String first, ServableVersion... versions) {
    return models.serve(
        "fraud",
        FakeVersion.FEATURES,
        FakeVersion.CLASSES,
        Arrays.asList(versions),
        Optional.of(first));
  }

  static String ask(HostedModel model, String client) {
    ModelVersion version = model.route(client).orElseThrow();
    var unused = version.infer(FakeVersion.ROW);
    return version.version();
  }

  @Override
  public void close() {
    models.close();
  }

  private final class Shadowed implements ShadowTraffic.Listener {
    @Override
    public void compared(
        String model,
        String version,
        String shadow,
        Rows rows,
        Answer given,
        Answer answered,
        ShadowTraffic.Comparison c) {
      shadowed.add(
          "%s>%s labels %d scores %.3f"
              .formatted(version, shadow, c.otherLabels(), c.largestDifference()));
    }

    @Override
    public void failed(String model, String version, String shadow, String reason) {
      shadowed.add(version + ">" + shadow + " " + reason);
    }
  }

  /// A store as a database would be one, in memory.
  static class MemoryStore implements RouteStore {
    private final Map<String, Route> routes = new HashMap<>();

    @Override
    public synchronized Optional<Route> load(String model) {
      return Optional.ofNullable(routes.get(model));
    }

    @Override
    public synchronized boolean save(String model, Route route, long expected) {
      if (load(model).map(Route::generation).orElse(0L) != expected) {
        return false;
      }
      routes.put(model, route);
      return true;
    }
  }
}
