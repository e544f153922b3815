package dev.gambeson.server;

import dev.gambeson.guard.detect.QueryWatch;
import dev.gambeson.monitor.ModelMonitor;
import dev.gambeson.monitor.MonitorReport;
import dev.gambeson.server.control.DriftHistory;
import dev.gambeson.server.control.WatchFile;
import dev.gambeson.server.gateway.WatchLadder;
import dev.gambeson.server.policy.Policies;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Who is probing, and whether models are still what they were.
record Watching(
    QueryWatch watch,
    WatchLadder ladder,
    Map<String, ModelMonitor> monitors,
    Map<String, MonitorReport> reports,
    DriftHistory drift) {
  static Watching open(Ground ground, ServedModels served, Policies policies, Alarms alarms) {
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
    Map<String, ModelMonitor> monitors = ModelWatching.monitors(served.loaded(), ground.random());
    ground
        .timer()
        .every(
            Duration.ofSeconds(30),
            () -> ModelWatching.report(monitors, reports, drift, alarms.desk(), ground.clock()));
    return new Watching(watch, new WatchLadder(watch, alarms::raise), monitors, reports, drift);
  }
}
