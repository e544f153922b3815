package dev.gambeson.registry.policy;

import dev.gambeson.artifact.sign.TrustPolicy;
import dev.gambeson.registry.catalog.Kind;
import dev.gambeson.registry.catalog.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What each stage asks of data sets and models, and whose signatures count.
///
/// Guarantees: what the policy does not speak of is refused, not allowed; a policy that names no
/// trusted signer lets no evidence count.
///
/// @param gates by kind, then by stage: `verified` and `live`
/// @param trust whose evidence counts; a rule is chosen by `NAME#TYPE`, for example `fraud#scan`
/// @param text as it was set
public record RegistryPolicy(
    Map<Kind, Map<Stage, GateRule>> gates, Optional<TrustPolicy> trust, String text) {
  public RegistryPolicy {
    gates = Map.copyOf(gates);
  }

  /// What a version must show to be in a stage: the rule of `live` comes on top of that of
  /// `verified`. Empty when the policy does not speak of it.
  public List<GateRule> rulesFor(Kind kind, Stage stage) {
    Map<Stage, GateRule> ofKind = gates.getOrDefault(kind, Map.of());
    List<GateRule> rules = new ArrayList<>();
    for (Stage s : stage == Stage.LIVE ? List.of(Stage.VERIFIED, Stage.LIVE) : List.of(stage)) {
      GateRule rule = ofKind.get(s);
      if (rule == null) {
        return List.of();
      }
      rules.add(rule);
    }
    return rules;
  }
}
