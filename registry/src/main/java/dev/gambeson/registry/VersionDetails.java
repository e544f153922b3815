package dev.gambeson.registry;

import dev.gambeson.registry.catalog.Approval;
import dev.gambeson.registry.catalog.EvidenceItem;
import dev.gambeson.registry.catalog.Manifest;
import dev.gambeson.registry.catalog.Parent;
import dev.gambeson.registry.catalog.Stage;
import dev.gambeson.registry.catalog.Version;
import dev.gambeson.registry.metadata.Records;
import dev.gambeson.registry.policy.GateReport;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// Everything about a version.
///
/// @param aliases that point to it
/// @param next what it lacks for its next stage; empty when there is none
public record VersionDetails(
    Version version,
    List<String> aliases,
    Manifest manifest,
    List<Parent> parents,
    SortedMap<String, String> facts,
    List<EvidenceItem> evidence,
    List<Approval> approvals,
    Optional<GateReport> next) {
  static VersionDetails of(Registry registry, Version version, String asking) {
    Records records = registry.records();
    Optional<Stage> next =
        switch (version.stage()) {
          case CANDIDATE -> Optional.of(Stage.VERIFIED);
          case VERIFIED, LIVE, RETIRED -> Optional.of(Stage.LIVE);
          case QUARANTINED, REVOKED -> Optional.empty();
        };
    return new VersionDetails(
        version,
        records.pointers(version.name()).stream()
            .filter(p -> p.number() == version.number())
            .map(Records.Pointer::alias)
            .toList(),
        records.manifest(version.ref()),
        records.parents(version.name(), version.number()),
        records.facts(version.name(), version.number()),
        records.evidence(version.name(), version.number()),
        records.approvals(version.name(), version.number()),
        next.map(stage -> new Gates(registry).judge(version, stage, asking)));
  }
}
