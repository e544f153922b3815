package dev.gambeson.server.control;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.guard.detect.DetectChecks;
import dev.gambeson.guard.detect.Standing;
import dev.gambeson.response.Incident;
import dev.gambeson.response.IncidentState;
import dev.gambeson.response.store.IncidentFilter;
import dev.gambeson.server.admin.port.Level;
import dev.gambeson.server.serving.GoldenWatch;
import dev.gambeson.server.serving.HostedModel;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// What stands, as numbers for dashboards: clients by level, alarms, drift, golden queries, routes,
/// incidents. Series are bounded by what is served and by our own words; no client has a label.
/// Blocks on the database: call [#refresh] on a timer.
public final class HouseMetrics {
  private static final int ALARMS = 500;
  private static final int INCIDENTS = 500;

  private final House house;
  private final MultiGauge clients;
  private final MultiGauge alarms;
  private final MultiGauge evidence;
  private final MultiGauge drift;
  private final MultiGauge golden;
  private final MultiGauge versions;
  private final MultiGauge incidents;
  private final MultiGauge policy;
  private final MultiGauge feed;

  public HouseMetrics(House house, MeterRegistry registry) {
    this.house = house;
    this.clients = of(registry, "gambeson_clients", "Clients by level");
    this.alarms = of(registry, "gambeson_alarms", "The latest alarms by check, 500 at most");
    this.evidence =
        of(
            registry,
            "gambeson_detector_evidence_max",
            "Nearest client to an alarm, logarithmic: 0 none, 1 alarm");
    this.drift =
        of(registry, "gambeson_drift_psi", "Population stability index of each input, now");
    this.golden =
        of(registry, "gambeson_golden_age_seconds", "Since golden queries were last answered well");
    this.versions = of(registry, "gambeson_version", "What part each version has");
    this.incidents = of(registry, "gambeson_incidents", "Incidents by state, the latest 500");
    this.policy = of(registry, "gambeson_policy", "The policy bundle in force on this node");
    this.feed =
        of(registry, "gambeson_state_age_seconds", "Since this node last heard from the database");
  }

  private static MultiGauge of(MeterRegistry registry, String name, String meaning) {
    return MultiGauge.builder(name).description(meaning).register(registry);
  }

  /// Takes the numbers anew.
  public void refresh() {
    List<Standing> standings = house.watch().standings();
    show(
        clients,
        "level",
        count(
            standings,
            s -> ClientsDesk.level(s).name(),
            Arrays.stream(Level.values()).map(Level::name)));
    show(
        alarms,
        "check",
        count(
            house.alerts().latest(ALARMS),
            a -> a.check(),
            DetectChecks.all().stream().map(CheckInfo::id)));
    one(evidence, Tags.empty(), standings.stream().mapToDouble(Standing::evidence).max().orElse(0));
    show(
        incidents,
        "state",
        count(
            house.incidents().list(IncidentFilter.all(), INCIDENTS),
            (Incident i) -> i.state().id(),
            Arrays.stream(IncidentState.values()).map(IncidentState::id)));
    one(policy, Tags.of("digest", house.policies().current().digest().substring(0, 12)), 1);
    one(feed, Tags.empty(), house.feed().age().toMillis() / 1000.0);
    models();
  }

  /// @param known names that are shown with zero when there is none
  private static <T> Map<String, Long> count(
      List<T> all, Function<T, String> by, Stream<String> known) {
    Map<String, Long> counts = new TreeMap<>();
    known.forEach(name -> counts.put(name, 0L));
    all.forEach(one -> counts.merge(by.apply(one), 1L, Long::sum));
    return counts;
  }

  private static void show(MultiGauge gauge, String tag, Map<String, Long> counts) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    counts.forEach((name, n) -> rows.add(MultiGauge.Row.of(Tags.of(tag, name), n)));
    gauge.register(rows, true);
  }

  private static void one(MultiGauge gauge, Tags tags, double value) {
    gauge.register(List.of(MultiGauge.Row.of(tags, value)), true);
  }

  private void models() {
    Instant now = house.clock().instant();
    List<MultiGauge.Row<?>> drifts = new ArrayList<>();
    house
        .monitors()
        .values()
        .forEach(m ->
            m.picture(now)
                .features()
                .forEach(f ->
                    drifts.add(
                        MultiGauge.Row.of(
                            tags(m.reference().shape().model(), m.reference().shape().version())
                                .and("feature", f.feature()),
                            f.psi().value()))));
    drift.register(drifts, true);
    List<MultiGauge.Row<?>> ages = new ArrayList<>();
    for (GoldenWatch.State g : house.records().golden().get()) {
      g.lastRight()
          .ifPresent(t ->
              ages.add(
                  MultiGauge.Row.of(
                      tags(g.model(), g.version()), Duration.between(t, now).toMillis() / 1000.0)));
    }
    golden.register(ages, true);
    List<MultiGauge.Row<?>> parts = new ArrayList<>();
    for (HostedModel m : house.models().hosted()) {
      m.loaded()
          .forEach(v ->
              parts.add(
                  MultiGauge.Row.of(
                      tags(m.name(), v.version())
                          .and("part", ModelsDesk.state(v.version(), m.route()).name()),
                      v.ready() ? 1 : 0)));
    }
    versions.register(parts, true);
  }

  private static Tags tags(String model, String version) {
    return Tags.of("model", model, "version", version);
  }
}
