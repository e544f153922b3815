package dev.gambeson.server;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import dev.gambeson.monitor.ModelMonitor;
import dev.gambeson.monitor.MonitorReport;
import dev.gambeson.server.control.AlertDesk;
import dev.gambeson.server.control.DeployAlarm;
import dev.gambeson.server.control.DriftHistory;
import dev.gambeson.server.passport.GoldenRecords;
import dev.gambeson.server.passport.Passport;
import dev.gambeson.server.serving.GoldenWatch;
import dev.gambeson.server.serving.Models;
import dev.gambeson.server.serving.RouteListener;
import dev.gambeson.server.serving.ServableVersion;
import dev.gambeson.server.serving.Unavailable;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Whether models in service are still what they were: golden queries, monitors, the alarm on
/// deploy.
final class ModelWatching {
  private static final int PROBE = 2_000;

  private ModelWatching() {}

  /// Asks every version that serves, once a minute, what it answered when it was first served.
  static GoldenWatch golden(Closing closing, Models models, Clock clock) {
    return closing.open(
        new GoldenWatch(
            models,
            (model, version, rows) -> ask(models, model, version, rows),
            Duration.ofMinutes(1),
            Duration.ofSeconds(5),
            clock));
  }

  /// Takes the golden queries of a version in.
  static void golden(
      GoldenWatch watch, GoldenRecords records, ModelRoom.Loaded model, ServableVersion version) {
    records
        .of(model.settings().name(), version, model.table())
        .ifPresent(g ->
            watch.watch(new GoldenWatch.Golden(g.model(), g.version(), g.question(), g::mismatch)));
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
      Closing closing, List<ModelRoom.Loaded> loaded, VersionBook book, AlertDesk alerts) {
    Map<String, Rows> probes = new HashMap<>();
    loaded.forEach(m -> probes.put(m.settings().name(), probe(m.table().rows())));
    Workers workers = closing.open(new Workers(1));
    ExecutorService beside =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("deploy-alarm").factory());
    closing.then(beside::shutdownNow);
    return new DeployAlarm(
        book::asked,
        probes,
        new CheckContext(Policy.defaults(), new Seed(42), workers, Progress.silent()),
        beside,
        alerts::raise);
  }

  private static Rows probe(Rows rows) {
    return rows.slice(0, Math.min(PROBE, rows.count()));
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
    return model.ready().stream()
        .filter(r -> r.version().version().equals(name))
        .findFirst()
        .orElse(model.ready().getLast())
        .passport();
  }
}
