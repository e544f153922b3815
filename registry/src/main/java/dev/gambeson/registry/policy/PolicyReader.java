package dev.gambeson.registry.policy;

import dev.gambeson.artifact.sign.TrustPolicy;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import dev.gambeson.registry.catalog.Kind;
import dev.gambeson.registry.catalog.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Reads a policy (YAML or JSON) and refuses whatever it does not understand.
public final class PolicyReader {
  private static final String SCHEMA = "gambeson/registry-policy/1";
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_DAYS = 36_500;
  private static final List<String> KEY_FILES =
      List.of("key", "post-quantum-key", "certificate-roots");
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private PolicyReader() {}

  /// Reads a file; key files that it names are taken into its text, so that it stands for itself.
  public static RegistryPolicy read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw bad("is larger than " + MAX_BYTES + " bytes");
      }
      JsonNode root = tree(Files.readString(file, StandardCharsets.UTF_8));
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null && root.path("trust").path("signers") instanceof ObjectNode signers) {
        signers.forEach(s -> inline(s, folder));
      }
      return parse(root.toString());
    } catch (IOException e) {
      throw GambesonException.usage(
          "The policy %s cannot be read: %s.".formatted(file, e.getMessage()));
    }
  }

  private static void inline(JsonNode signer, Path folder) {
    if (!(signer instanceof ObjectNode object)) {
      return; // the trust policy's own reader says what is wrong with it
    }
    for (String key : KEY_FILES) {
      String value = object.path(key).asString("");
      if (!value.isEmpty() && !value.contains("-----BEGIN")) {
        object.put(key, keyFile(folder, value));
      }
    }
  }

  private static String keyFile(Path folder, String value) {
    try {
      Path file = folder.resolve(value);
      if (Files.size(file) > MAX_BYTES) {
        throw bad("names the key file " + file + ", which is too large to be one");
      }
      return Files.readString(file, StandardCharsets.US_ASCII);
    } catch (IOException | InvalidPathException e) {
      throw bad("names the key file '" + value + "', which cannot be read");
    }
  }

  /// Reads a text that stands for itself.
  public static RegistryPolicy parse(String text) {
    JsonNode root = tree(text);
    keys(root, "the top level", Set.of("schema", "model", "data", "trust"));
    if (!root.path("schema").asString("").equals(SCHEMA)) {
      throw bad("needs 'schema: " + SCHEMA + "'");
    }
    Map<Kind, Map<Stage, GateRule>> gates = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      gates.put(kind, gates(root.path(kind.id()), kind.id()));
    }
    Optional<TrustPolicy> trust =
        Optional.of(root.path("trust"))
            .filter(t -> !t.isMissingNode())
            .map(t -> TrustPolicy.parse(t.toString(), Path.of(""), "The trust policy"));
    return new RegistryPolicy(gates, trust, root.toString());
  }

  private static JsonNode tree(String text) {
    try {
      return YAML.readTree(text);
    } catch (JacksonException e) {
      throw bad("is no sound YAML: " + e.getOriginalMessage());
    }
  }

  private static Map<Stage, GateRule> gates(JsonNode node, String place) {
    Map<Stage, GateRule> gates = new EnumMap<>(Stage.class);
    if (!node.isMissingNode()) {
      keys(node, place, Set.of(Stage.VERIFIED.id(), Stage.LIVE.id()));
      node.properties()
          .forEach(
              e -> gates.put(Stage.of(e.getKey()), rule(e.getValue(), place + "." + e.getKey())));
    }
    return gates;
  }

  private static GateRule rule(JsonNode node, String place) {
    keys(node, place, Set.of("evidence", "approvals", "approval-max-age-days"));
    List<GateRule.EvidenceRule> evidence = new ArrayList<>();
    JsonNode list = node.path("evidence");
    if (!list.isMissingNode() && !list.isArray()) {
      throw bad(place + ".evidence must be a list");
    }
    for (JsonNode one : list) {
      evidence.add(evidence(one, place + ".evidence"));
    }
    JsonNode approvals = node.path("approvals");
    if (!approvals.isMissingNode()
        && (!approvals.isInt() || approvals.asInt() < 0 || approvals.asInt() > 100)) {
      throw bad(place + ".approvals must be a number from 0 to 100");
    }
    return new GateRule(
        evidence,
        approvals.asInt(0),
        node.has("approval-max-age-days")
            ? Optional.of(days(node, "approval-max-age-days", place))
            : Optional.empty());
  }

  private static GateRule.EvidenceRule evidence(JsonNode node, String place) {
    keys(node, place, Set.of("type", "max-age-days", "verdicts"));
    String type = node.path("type").asString("");
    if (type.isBlank()) {
      throw bad(place + " has an entry without 'type', for example 'scan'");
    }
    Set<String> verdicts = new TreeSet<>();
    node.path("verdicts").forEach(v -> verdicts.add(v.asString("")));
    return new GateRule.EvidenceRule(
        PredicateTypes.uri(type),
        days(node, "max-age-days", place),
        verdicts.isEmpty() ? Set.of("pass", "clean") : verdicts);
  }

  private static Duration days(JsonNode node, String key, String place) {
    JsonNode value = node.path(key);
    if (!value.isInt() || value.asInt() < 1 || value.asInt() > MAX_DAYS) {
      throw bad("%s needs '%s', from 1 to %d".formatted(place, key, MAX_DAYS));
    }
    return Duration.ofDays(value.asInt());
  }

  private static void keys(JsonNode node, String place, Set<String> known) {
    if (!node.isObject()) {
      throw bad(place + " must be a map");
    }
    for (Map.Entry<String, JsonNode> e : node.properties()) {
      if (!known.contains(e.getKey())) {
        String hint =
            Text.didYouMean(e.getKey(), known).map(k -> " Did you mean '" + k + "'?").orElse("");
        throw bad(
            "has the unknown key '%s' in %s.%s Known: %s"
                .formatted(e.getKey(), place, hint, String.join(", ", new TreeSet<>(known))));
      }
    }
  }

  private static GambesonException bad(String what) {
    return GambesonException.usage("The policy " + what + ".");
  }
}
