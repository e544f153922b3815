package dev.gambeson.server.control;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Outcome;
import dev.gambeson.monitor.InputPicture;
import dev.gambeson.monitor.ModelMonitor;
import dev.gambeson.monitor.MonitorChecks;
import dev.gambeson.monitor.MonitorReport;
import dev.gambeson.monitor.drift.FeatureDrift;
import dev.gambeson.server.admin.port.DriftView;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether models in service are still themselves: the monitors' latest reports, how their figures
/// went, and how inputs lie beside the reference now.
final class DriftDesk implements DriftView {
  private static final String INPUT_DRIFT = "GB-MON-001";

  private final Map<String, ModelMonitor> monitors;
  private final Map<String, MonitorReport> reports;
  private final DriftHistory history;
  private final InstantSource clock;
  private final Instant start;

  DriftDesk(House house) {
    this.monitors = house.monitors();
    this.reports = house.reports();
    this.history = house.records().drift();
    this.clock = house.clock();
    this.start = house.clock().instant();
  }

  @Override
  public List<Watched> watched() {
    return monitors.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(e -> watched(e.getKey(), e.getValue()))
        .toList();
  }

  private Watched watched(String key, ModelMonitor monitor) {
    Optional<MonitorReport> report = Optional.ofNullable(reports.get(key));
    List<CheckResult> results = report.map(MonitorReport::results).orElse(List.of());
    InputPicture picture = monitor.picture(clock.instant());
    boolean alarm =
        results.stream()
            .filter(r -> r.check().equals(INPUT_DRIFT))
            .anyMatch(r -> r.outcome().filter(Outcome.Fail.class::isInstance).isPresent());
    return new Watched(
        monitor.reference().shape().model(),
        monitor.reference().shape().version(),
        start,
        Math.max(report.map(MonitorReport::rows).orElse(0L), picture.rows()),
        results.stream().map(r -> measure(key, r)).toList(),
        picture.from(),
        picture.features().stream().map(f -> feature(f, picture, alarm)).toList());
  }

  private static Feature feature(FeatureDrift drift, InputPicture picture, boolean alarm) {
    double mark = Math.max(picture.least(), drift.chance());
    return new Feature(
        drift.feature(),
        state(drift, picture, mark, alarm),
        drift.psi().value(),
        mark,
        picture.rows(),
        drift.groups().stream().map(g -> new Bin(g.name(), g.before(), g.now())).toList());
  }

  private static State state(FeatureDrift drift, InputPicture picture, double mark, boolean alarm) {
    if (!picture.enough()) {
      return State.INCONCLUSIVE;
    }
    if (drift.psi().value() > mark) {
      return alarm ? State.DRIFTED : State.SUSPECT;
    }
    return drift.chance() <= picture.least() ? State.STABLE : State.INCONCLUSIVE;
  }

  private Measure measure(String key, CheckResult result) {
    String title =
        MonitorChecks.infos().stream()
            .filter(i -> i.id().equals(result.check()))
            .map(CheckInfo::title)
            .findFirst()
            .orElse(result.check());
    return new Measure(
        result.aspect().isEmpty() ? result.check() : result.check() + " " + result.aspect(),
        result.aspect().isEmpty() ? title : title + ", " + result.aspect(),
        state(result.outcome()),
        result.summary(),
        result.estimates().stream().findFirst(),
        Double.NaN,
        history.of(key, result));
  }

  private static State state(Optional<Outcome> outcome) {
    if (outcome.isEmpty()) {
      return State.INCONCLUSIVE;
    }
    return switch (outcome.get()) {
      case Outcome.Pass _ -> State.STABLE;
      case Outcome.Fail _ -> State.DRIFTED;
      case Outcome.Inconclusive _ -> State.INCONCLUSIVE;
    };
  }
}
