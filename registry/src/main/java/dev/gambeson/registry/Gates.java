package dev.gambeson.registry;

import dev.gambeson.registry.catalog.Stage;
import dev.gambeson.registry.catalog.Version;
import dev.gambeson.registry.metadata.Records;
import dev.gambeson.registry.metadata.Settings;
import dev.gambeson.registry.policy.Gate;
import dev.gambeson.registry.policy.GateReport;
import dev.gambeson.registry.policy.PolicyReader;
import dev.gambeson.registry.policy.RegistryPolicy;
import java.util.Map;
import java.util.Optional;

/// Today's gate, with what is known about a version.
final class Gates {
  private final Registry registry;

  Gates(Registry registry) {
    this.registry = registry;
  }

  RegistryPolicy policy() {
    return registry
        .settings()
        .policy()
        .map(Settings.PolicyText::content)
        .map(PolicyReader::parse)
        .orElse(new RegistryPolicy(Map.of(), Optional.empty(), ""));
  }

  GateReport judge(Version version, Stage stage, String asking) {
    Records records = registry.records();
    return new Gate(policy(), registry.around().clock().instant())
        .judge(
            version,
            stage,
            records.evidence(version.name(), version.number()),
            records.approvals(version.name(), version.number()),
            asking);
  }
}
