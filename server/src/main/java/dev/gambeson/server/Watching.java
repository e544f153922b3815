package dev.gambeson.server;

import dev.gambeson.guard.detect.QueryWatch;
import dev.gambeson.monitor.ModelMonitor;
import dev.gambeson.monitor.MonitorReport;
import dev.gambeson.server.control.DriftHistory;
import dev.gambeson.server.control.WatchFile;
import dev.gambeson.server.gateway.WatchLadder;
import dev.gambeson.server.policy.Policies;
import dev.gambeson.server.state.RedisHub;
import dev.gambeson.server.state.SharedWatch;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Who is probing, and whether models are still what they were.
record Watching(
    QueryWatch watch,
    WatchLadder ladder,
    Map<String, ModelMonitor> monitors,
    Map<String, MonitorReport> reports,
    DriftHistory drift,
    Optional<SharedWatch> shared) {
  static Watching open(Ground ground, ServedModels served, Policing policing, Alarms alarms) {
    Policies policies = policing.policies();
    QueryWatch watch =
        new QueryWatch(
            policies.current().bundle().watching(),
            ByteBuffer.wrap(ground.state().derived("query watch")).getLong(),
            ground.random(),
            ground.clock());
    policies.follow(bundle -> watch.follow(bundle.watching()));
    served
        .loaded()
        .forEach(m -> watch.watch(m.settings().name(), ModelWatching.live(m).baseline()));
    WatchFile seen = new WatchFile(watch, ground.folder().resolve("query-watch.bin"));
    seen.restore();
    ground.closing().then(seen::save);
    ground.timer().every(Duration.ofMinutes(1), seen::save);
    Map<String, MonitorReport> reports = new ConcurrentHashMap<>();
    DriftHistory drift = new DriftHistory();
    Map<String, ModelMonitor> monitors = served.book().monitors();
    ground
        .timer()
        .every(
            Duration.ofSeconds(30),
            () -> ModelWatching.report(monitors, reports, drift, alarms.desk(), ground.clock()));
    WatchLadder ladder = new WatchLadder(watch, alarms::raise);
    Optional<SharedWatch> shared = policing.redis().map(redis -> share(ladder, redis, ground));
    return new Watching(watch, ladder, monitors, reports, drift, shared);
  }

  /// Several nodes watch as one.
  private static SharedWatch share(WatchLadder ladder, RedisHub redis, Ground ground) {
    SharedWatch shared =
        ground
            .closing()
            .open(
                new SharedWatch(
                    redis,
                    ground.state().secret().derive("shared watch"),
                    new SecureRandom(),
                    ground.clock(),
                    ladder::watch));
    ladder.share(shared::handed);
    return shared;
  }
}
