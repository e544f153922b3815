package dev.gambeson.cli;

import dev.gambeson.artifact.ArtifactChecks;
import dev.gambeson.artifact.bom.DependencyRules;
import dev.gambeson.artifact.scan.ArtifactScanner;
import dev.gambeson.artifact.sign.oms.SignatureChecks;
import dev.gambeson.core.Check;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.data.DataChecks;
import dev.gambeson.data.GateChecks;
import dev.gambeson.explain.ExplainChecks;
import dev.gambeson.fairness.FairnessChecks;
import dev.gambeson.guard.GuardChecks;
import dev.gambeson.model.performance.PerformanceChecks;
import dev.gambeson.monitor.MonitorChecks;
import dev.gambeson.redteam.RedteamChecks;
import dev.gambeson.registry.ledger.LedgerChecks;
import dev.gambeson.response.ResponseChecks;
import dev.gambeson.server.FollowingChecks;
import dev.gambeson.server.serving.ServingChecks;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Every check that the command line knows, in the order of reports.
public final class Catalogue {
  private Catalogue() {}

  /// Checks of the model file itself, made before it is loaded.
  public static List<Check<Path>> modelFile() {
    return ArtifactChecks.forModelFile();
  }

  /// Checks of a loaded model with its data.
  public static List<Check<AuditSubject>> audit() {
    return Stream.of(
            DataChecks.all(),
            PerformanceChecks.all(),
            RedteamChecks.all(),
            FairnessChecks.all(),
            ExplainChecks.all())
        .flatMap(List::stream)
        .toList();
  }

  /// What every check of every command asks, those of one area side by side.
  public static List<CheckInfo> infos() {
    return Stream.of(
            modelFile().stream().map(Check::info),
            ArtifactScanner.rules().stream(),
            SignatureChecks.infos().stream(),
            DependencyRules.all().stream(),
            audit().stream().map(Check::info),
            GateChecks.infos().stream())
        .flatMap(s -> s)
        .distinct()
        .toList();
  }

  /// What the checks of an audit ask.
  public static List<CheckInfo> auditInfos() {
    return Stream.<Check<?>>concat(modelFile().stream(), audit().stream())
        .map(Check::info)
        .toList();
  }

  /// Everything that `gambeson explain` knows: besides these, the questions put to a ledger, to a
  /// model in service and to a playbook, which no audit asks.
  public static List<CheckInfo> explained() {
    return Stream.of(
            infos(),
            LedgerChecks.infos(),
            GuardChecks.all(),
            MonitorChecks.infos(),
            ServingChecks.all(),
            FollowingChecks.all(),
            ResponseChecks.all())
        .flatMap(List::stream)
        .toList();
  }
}
