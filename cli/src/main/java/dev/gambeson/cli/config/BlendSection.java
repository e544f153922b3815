package dev.gambeson.cli.config;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Policy;
import dev.gambeson.data.admit.BlendInfos;
import dev.gambeson.data.admit.BlendPolicy;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The section `blend` of `gambeson.yaml`, also a file of its own: pass marks of GB-DATA-031 to 033
/// under short names, and caps of single sources.
final class BlendSection {
  private static final List<CheckInfo> INFOS =
      List.of(BlendInfos.SHARE, BlendInfos.SOURCES, BlendInfos.RATE);

  private static final String INFLUENCE = "max-influence";
  private static final String INFLUENCE_CHECK = "GB-POIS-010";

  private BlendSection() {}

  /// The schema of the section.
  static ObjectNode schema() {
    ObjectNode node =
        JsonMapper.shared()
            .createObjectNode()
            .put("type", "object")
            .put(
                "description",
                "What the sources of training data may bring; see GB-DATA-031 to 033. A value under policy.checks goes before.")
            .put("additionalProperties", false);
    ObjectNode p = node.putObject("properties");
    for (CheckInfo info : INFOS) {
      for (CheckInfo.Parameter parameter : info.parameters()) {
        p.putObject(parameter.name())
            .put("type", "number")
            .put("description", info.id() + ": " + parameter.meaning() + ".")
            .put("default", parameter.byDefault())
            .put("minimum", parameter.min())
            .put("maximum", parameter.max());
      }
    }
    p.putObject(INFLUENCE)
        .put("type", "number")
        .put(
            "description",
            "%s: gain in mean log loss without a source, in nats, beyond which its rows are held back."
                .formatted(INFLUENCE_CHECK))
        .put("minimum", 0)
        .put("maximum", 10);
    ObjectNode caps =
        p.putObject("sources")
            .put("type", "object")
            .put("description", "Largest share of the admitted rows, by source; before max-share.");
    caps.putObject("additionalProperties")
        .put("type", "number")
        .put("exclusiveMinimum", 0)
        .put("maximum", 1);
    return node;
  }

  /// The caps of single sources.
  static BlendPolicy caps(JsonNode section) {
    Map<String, Double> caps = new TreeMap<>();
    section
        .path("sources")
        .properties()
        .forEach(e -> caps.put(e.getKey(), e.getValue().asDouble()));
    return new BlendPolicy(caps);
  }

  /// The policy with the section's pass marks, where it says nothing itself.
  static Policy into(Policy policy, JsonNode section) {
    Map<String, Policy.CheckPolicy> checks = new LinkedHashMap<>(policy.checks());
    for (CheckInfo info : INFOS) {
      Map<String, Double> values = new HashMap<>();
      info.parameters().stream()
          .filter(p -> section.path(p.name()).isNumber())
          .forEach(p -> values.put(p.name(), section.path(p.name()).asDouble()));
      put(checks, info.id(), values);
    }
    if (section.path(INFLUENCE).isNumber()) {
      put(
          checks,
          INFLUENCE_CHECK,
          new HashMap<>(Map.of("min-gain", section.path(INFLUENCE).asDouble())));
    }
    return new Policy(policy.failOn(), policy.allowInconclusive(), checks, policy.suppressions());
  }

  private static void put(
      Map<String, Policy.CheckPolicy> checks, String id, Map<String, Double> values) {
    if (!values.isEmpty()) {
      Policy.CheckPolicy old =
          checks.getOrDefault(id, new Policy.CheckPolicy(true, Optional.empty(), Map.of()));
      values.putAll(old.parameters());
      checks.put(id, new Policy.CheckPolicy(old.enabled(), old.severity(), values));
    }
  }
}
