package dev.gambeson.server;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.monitor.ModelMonitor;
import dev.gambeson.monitor.MonitorPolicy;
import dev.gambeson.server.control.Watchers;
import dev.gambeson.server.passport.AskedClassifier;
import dev.gambeson.server.serving.Explainer;
import dev.gambeson.server.serving.InferencePool;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// What is known of each loaded version, by model and version ([Watchers#key]). The maps that it
/// gives out are views: they grow when a version is loaded while the gateway runs. Thread-safe.
final class VersionBook {
  private final Map<String, ScoredClassifier> asked = new ConcurrentHashMap<>();
  private final Map<String, ModelMonitor> monitors = new ConcurrentHashMap<>();
  private final Map<String, Map<String, String>> facts = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Explainer>> explainers = new ConcurrentHashMap<>();
  private final CheckContext context =
      new CheckContext(Policy.defaults(), new Seed(42), new Workers(1), Progress.silent());
  private final InferencePool pool;
  private final RandomGenerator random;

  VersionBook(InferencePool pool, RandomGenerator random) {
    this.pool = pool;
    this.random = random;
  }

  void enter(ModelRoom.Loaded model, ModelRoom.Ready ready) {
    String name = model.settings().name();
    String key = Watchers.key(name, ready.version().version());
    asked.put(
        key,
        new AskedClassifier(model.table().features(), ready.version().classes(), ready.version()));
    monitors.put(
        key,
        new ModelMonitor(ready.passport().reference(), MonitorPolicy.defaults(), context, random));
    facts.put(key, VersionFacts.of(model, ready));
    ExplainRoom.of(model, ready.version(), pool)
        .ifPresent(e -> own(name).put(ready.version().version(), e));
  }

  void leave(String model, String version) {
    String key = Watchers.key(model, version);
    asked.remove(key);
    monitors.remove(key);
    facts.remove(key);
    own(model).remove(version);
  }

  private Map<String, Explainer> own(String model) {
    return explainers.computeIfAbsent(model, _ -> new ConcurrentHashMap<>());
  }

  Optional<ScoredClassifier> asked(String model, String version) {
    return Optional.ofNullable(asked.get(Watchers.key(model, version)));
  }

  Map<String, ModelMonitor> monitors() {
    return Collections.unmodifiableMap(monitors);
  }

  Map<String, Map<String, String>> facts() {
    return Collections.unmodifiableMap(facts);
  }

  /// Of the versions of a model that can be explained.
  Map<String, Explainer> explainers(String model) {
    return Collections.unmodifiableMap(own(model));
  }
}
