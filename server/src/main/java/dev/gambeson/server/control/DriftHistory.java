package dev.gambeson.server.control;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.monitor.MonitorReport;
import dev.gambeson.server.admin.port.Moment;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How the figures of the monitors went since this node started: one point whenever a report saw
/// more rows than the one before, [#KEPT] points at most. Thread-safe.
public final class DriftHistory {
  static final int KEPT = 336;

  private final Map<String, Deque<Moment>> series = new HashMap<>();
  private final Map<String, Long> seen = new HashMap<>();

  /// Takes in a report.
  ///
  /// @param key of the version, [Watchers#key]
  public synchronized void add(String key, MonitorReport report) {
    Long before = seen.put(key, report.rows());
    if (before != null && before == report.rows()) {
      return;
    }
    for (CheckResult result : report.results()) {
      result.estimates().stream()
          .findFirst()
          .filter(Estimate::isDefined)
          .ifPresent(e -> keep(name(key, result), report.time(), e));
    }
  }

  private void keep(String name, Instant time, Estimate e) {
    Deque<Moment> of = series.computeIfAbsent(name, _ -> new ArrayDeque<>());
    of.addLast(new Moment(time, e.value(), e.low(), e.high()));
    if (of.size() > KEPT) {
      of.removeFirst();
    }
  }

  private static String name(String key, CheckResult result) {
    return String.join(" ", key, result.check(), result.aspect());
  }

  /// How the deciding figure of a result went, oldest first.
  synchronized List<Moment> of(String key, CheckResult result) {
    Deque<Moment> of = series.get(name(key, result));
    return of == null ? List.of() : new ArrayList<>(of);
  }
}
