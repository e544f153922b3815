package dev.gambeson.server.control;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Finding;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.monitor.version.VersionDiff;
import dev.gambeson.monitor.version.VersionPair;
import dev.gambeson.server.serving.RouteChange;
import dev.gambeson.server.serving.RouteListener;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// Compares a version that gets clients with the one that has them, on rows of the model's
/// reference table, and raises an alarm where they differ as a poisoned update would (GB-MON-011).
///
/// The comparison takes seconds of work; it runs beside the change and does not hold it up. What is
/// done about an alarm is for playbooks: the built-in one rolls back.
public final class DeployAlarm implements RouteListener {
  private final BiFunction<String, String, Optional<ScoredClassifier>> versions;
  private final Map<String, Rows> probes;
  private final CheckContext context;
  private final Executor beside;
  private final Consumer<Alert> alerts;

  /// @param versions a version of a model as a classifier, by their names
  /// @param probes rows of each model's reference table
  /// @param beside where comparisons run
  public DeployAlarm(
      BiFunction<String, String, Optional<ScoredClassifier>> versions,
      Map<String, Rows> probes,
      CheckContext context,
      Executor beside,
      Consumer<Alert> alerts) {
    this.versions = versions;
    this.probes = Map.copyOf(probes);
    this.context = context;
    this.beside = beside;
    this.alerts = alerts;
  }

  @Override
  public void changed(RouteChange change, Optional<String> trouble) {
    boolean deploys =
        change.kind() == RouteChange.Kind.PROMOTE || change.kind() == RouteChange.Kind.CANARY;
    Optional<String> before = change.before().live();
    if (deploys && before.isPresent() && !before.get().equals(change.version())) {
      beside.execute(() -> compare(change, before.get()));
    }
  }

  private void compare(RouteChange change, String before) {
    Optional<ScoredClassifier> old = versions.apply(change.model(), before);
    Optional<ScoredClassifier> fresh = versions.apply(change.model(), change.version());
    Rows probe = probes.get(change.model());
    if (old.isEmpty() || fresh.isEmpty() || probe == null) {
      return;
    }
    VersionPair pair =
        VersionPair.of(change.model(), before, change.version(), old.get(), fresh.get(), probe);
    for (CheckResult result : new VersionDiff().run(pair, context)) {
      for (Finding finding : result.findings()) {
        alerts.accept(alert(change, result, finding));
      }
    }
  }

  private static Alert alert(RouteChange change, CheckResult result, Finding finding) {
    Instant now = change.time();
    return new Alert(
        Sha256.of(change.model() + "\n" + change.version() + "\n" + result.aspect() + "\n" + now)
            .substring(0, 32),
        now,
        result.check(),
        finding.severity(),
        finding.title(),
        finding.message(),
        Alert.Subject.ofModel(change.model(), change.version()),
        result.estimates().stream().findFirst(),
        Map.of("before", change.before().live().orElse("none")));
  }
}
