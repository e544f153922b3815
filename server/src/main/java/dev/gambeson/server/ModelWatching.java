package dev.gambeson.server;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.guard.Answer;
import dev.gambeson.monitor.ModelMonitor;
import dev.gambeson.monitor.MonitorPolicy;
import dev.gambeson.monitor.MonitorReport;
import dev.gambeson.server.control.AlertDesk;
import dev.gambeson.server.control.DeployAlarm;
import dev.gambeson.server.control.DriftHistory;
import dev.gambeson.server.control.Watchers;
import dev.gambeson.server.passport.AskedClassifier;
import dev.gambeson.server.passport.GoldenRecords;
import dev.gambeson.server.passport.Passport;
import dev.gambeson.server.serving.GoldenWatch;
import dev.gambeson.server.serving.Models;
import dev.gambeson.server.serving.RouteListener;
import dev.gambeson.server.serving.ServableVersion;
import dev.gambeson.server.serving.Unavailable;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Whether models in service are still what they were: golden queries, monitors, the alarm on
/// deploy.
final class ModelWatching {
  private static final int PROBE = 2_000;

  private ModelWatching() {}

  /// Asks every version that serves, once a minute, what it answered when it was first served.
  static GoldenWatch golden(
      Closing closing, List<ModelRoom.Loaded> loaded, Models models, Path folder, Clock clock) {
    GoldenRecords records = new GoldenRecords(folder.resolve("golden"), folder.resolve("keys"));
    GoldenWatch watch =
        closing.open(
            new GoldenWatch(
                models,
                (model, version, rows) -> ask(models, model, version, rows),
                Duration.ofMinutes(1),
                Duration.ofSeconds(5),
                clock));
    for (ModelRoom.Loaded m : loaded) {
      for (ServableVersion v : m.versions()) {
        records
            .of(m.settings().name(), v, m.table())
            .ifPresent(g ->
                watch.watch(
                    new GoldenWatch.Golden(g.model(), g.version(), g.question(), g::mismatch)));
      }
    }
    watch.start();
    return watch;
  }

  private static Future<Answer> ask(Models models, String model, String version, Rows rows) {
    return models
        .find(model)
        .flatMap(m -> m.version(version))
        .map(v -> v.infer(rows))
        .orElseGet(() ->
            Future.failedFuture(new Unavailable("not-in-service", "The version serves nobody.")));
  }

  /// Compares versions on a thread of its own: it asks models, and takes seconds.
  static RouteListener deployAlarm(
      Closing closing, List<ModelRoom.Loaded> loaded, AlertDesk alerts) {
    Map<String, Rows> probes = new HashMap<>();
    loaded.forEach(m -> probes.put(m.settings().name(), probe(m.table().rows())));
    Workers workers = closing.open(new Workers(1));
    ExecutorService beside =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("deploy-alarm").factory());
    closing.then(beside::shutdownNow);
    return new DeployAlarm(
        (model, version) -> asked(loaded, model, version),
        probes,
        new CheckContext(Policy.defaults(), new Seed(42), workers, Progress.silent()),
        beside,
        alerts::raise);
  }

  private static Rows probe(Rows rows) {
    return rows.slice(0, Math.min(PROBE, rows.count()));
  }

  private static Optional<ScoredClassifier> asked(
      List<ModelRoom.Loaded> loaded, String model, String version) {
    for (ModelRoom.Loaded m : loaded) {
      for (ServableVersion v : m.versions()) {
        if (m.settings().name().equals(model) && v.version().equals(version)) {
          return Optional.of(new AskedClassifier(m.table().features(), v.classes(), v));
        }
      }
    }
    return Optional.empty();
  }

  static Map<String, ModelMonitor> monitors(List<ModelRoom.Loaded> loaded, SecureRandom random) {
    CheckContext context =
        new CheckContext(Policy.defaults(), new Seed(42), new Workers(1), Progress.silent());
    Map<String, ModelMonitor> monitors = new HashMap<>();
    for (ModelRoom.Loaded m : loaded) {
      for (int i = 0; i < m.versions().size(); i++) {
        monitors.put(
            Watchers.key(m.settings().name(), m.versions().get(i).version()),
            new ModelMonitor(
                m.passports().get(i).reference(), MonitorPolicy.defaults(), context, random));
      }
    }
    return Map.copyOf(monitors);
  }

  static void report(
      Map<String, ModelMonitor> monitors,
      Map<String, MonitorReport> reports,
      DriftHistory history,
      AlertDesk alerts,
      Clock clock) {
    monitors.forEach((key, monitor) -> {
      MonitorReport report = monitor.report(clock.instant());
      reports.put(key, report);
      history.add(key, report);
      for (Alert alert : report.alerts()) {
        alerts.raise(alert);
      }
    });
  }

  /// The passport of the version that a model begins with.
  static Passport live(ModelRoom.Loaded model) {
    String name = model.settings().live().orElse(model.versions().getLast().version());
    for (int i = 0; i < model.versions().size(); i++) {
      if (model.versions().get(i).version().equals(name)) {
        return model.passports().get(i);
      }
    }
    return model.passports().getLast();
  }
}
