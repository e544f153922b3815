package dev.gambeson.server.control;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Outcome;
import dev.gambeson.monitor.MonitorChecks;
import dev.gambeson.monitor.MonitorReport;
import dev.gambeson.server.admin.port.DriftView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether models in service are still themselves, from the monitors' latest reports.
final class DriftDesk implements DriftView {
  private static final String INPUT_DRIFT = "GB-MON-001";

  private final Map<String, MonitorReport> reports;
  private final Instant start;

  DriftDesk(Map<String, MonitorReport> reports, Instant start) {
    this.reports = reports;
    this.start = start;
  }

  @Override
  public List<Watched> watched() {
    return reports.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(e -> watched(e.getValue()))
        .toList();
  }

  private Watched watched(MonitorReport report) {
    List<Measure> measures = new ArrayList<>();
    List<Feature> features = new ArrayList<>();
    for (CheckResult result : report.results()) {
      if (result.check().equals(INPUT_DRIFT) && !result.aspect().isEmpty()) {
        features.add(feature(result));
      } else {
        measures.add(measure(result));
      }
    }
    return new Watched(
        report.shape().model(), report.shape().version(), start, report.rows(), measures, features);
  }

  private static Feature feature(CheckResult result) {
    Optional<Estimate> psi = result.estimates().stream().findFirst();
    return new Feature(
        result.aspect(),
        state(result.outcome()),
        psi.map(Estimate::value).orElse(Double.NaN),
        Double.NaN,
        psi.map(Estimate::n).orElse(0L),
        List.of(),
        List.of());
  }

  private static Measure measure(CheckResult result) {
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
        List.of());
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
