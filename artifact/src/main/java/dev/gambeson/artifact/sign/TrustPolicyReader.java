package dev.gambeson.artifact.sign;

import dev.gambeson.artifact.sign.internal.StrictJson;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.security.auth.x500.X500Principal;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Reads a trust policy and refuses whatever it does not understand: a mistyped key must not be a
/// rule that was never applied.
final class TrustPolicyReader {
  private static final int MAX_ENTRIES = 1000;

  private final Path folder;
  private final String what;

  TrustPolicyReader(Path folder, String what) {
    this.folder = folder;
    this.what = what;
  }

  TrustPolicy read(String text) {
    JsonNode root = tree(text);
    keys(root, "top level", Set.of("version", "signers", "rules", "revoked"));
    if (!root.path("version").isInt() || root.path("version").asInt() != 1) {
      throw bad("needs 'version: 1'");
    }
    Map<String, Signer> signers = new TreeMap<>();
    object(root, "signers")
        .properties()
        .forEach(e -> signers.put(e.getKey(), signer(e.getKey(), e.getValue())));
    refuseSharedKeys(signers);
    List<Rule> rules = new ArrayList<>();
    for (JsonNode node : list(root, "rules")) {
      rules.add(rule(node, "rule " + (rules.size() + 1), signers));
    }
    if (rules.isEmpty()) {
      throw bad("has no rules, so nothing could ever be trusted");
    }
    return new TrustPolicy(signers, rules, revocations(list(root, "revoked")));
  }

  private JsonNode tree(String text) {
    try {
      YAMLMapper yaml =
          YAMLMapper.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .build();
      return yaml.readTree(text);
    } catch (JacksonException e) {
      String place =
          Optional.ofNullable(e.getLocation())
              .map(l -> " (line %d, column %d)".formatted(l.getLineNr(), l.getColumnNr()))
              .orElse("");
      throw bad("is no sound YAML: " + StrictJson.clipped(e.getOriginalMessage()) + place);
    }
  }

  private Signer signer(String name, JsonNode node) {
    String place = "signer '" + name + "'";
    keys(node, place, Set.of("key", "post-quantum-key", "certificate-roots", "subject", "san"));
    List<VerifyingKey> keys = new ArrayList<>();
    text(node, "key", place).ifPresent(k -> keys.add(key(k, place)));
    text(node, "post-quantum-key", place)
        .map(k -> key(k, place))
        .ifPresent(k -> {
          if (!k.kind().isPostQuantum()) {
            throw bad("%s: post-quantum-key is a %s key".formatted(place, k.kind().title()));
          }
          keys.add(k);
        });
    List<Signer.Identity> identities =
        text(node, "certificate-roots", place)
            .map(roots -> List.of(identity(roots, node, place)))
            .orElse(List.of());
    if (keys.isEmpty() && identities.isEmpty()) {
      throw bad(place + " has neither 'key' nor 'certificate-roots'");
    }
    return new Signer(name, keys, identities);
  }

  private Signer.Identity identity(String roots, JsonNode node, String place) {
    Optional<String> subject = text(node, "subject", place);
    Optional<String> san = text(node, "san", place);
    if (subject.isEmpty() && san.isEmpty()) {
      throw bad(
          place
              + " needs 'subject' or 'san' beside 'certificate-roots': anybody whom the authority knows would be this signer otherwise");
    }
    return new Signer.Identity(
        roots(roots, place), subject.map(s -> distinguishedName(s, place)), san);
  }

  private X500Principal distinguishedName(String text, String place) {
    try {
      return new X500Principal(text);
    } catch (IllegalArgumentException e) {
      throw bad(
          "%s: subject '%s' is no distinguished name such as 'CN=release,O=Acme'"
              .formatted(place, StrictJson.clipped(text)));
    }
  }

  private List<X509Certificate> roots(String value, String place) {
    return value.contains("-----BEGIN")
        ? Certificates.parse(value, what + ", " + place)
        : Certificates.read(file(value, place), "The certificates of " + place + " in");
  }

  private VerifyingKey key(String value, String place) {
    return value.contains("-----BEGIN")
        ? VerifyingKey.parse(value, what + ", " + place)
        : VerifyingKey.read(file(value, place));
  }

  private Path file(String value, String place) {
    try {
      return folder.resolve(value);
    } catch (InvalidPathException e) {
      throw bad("%s: '%s' is no file name".formatted(place, StrictJson.clipped(value)));
    }
  }

  private void refuseSharedKeys(Map<String, Signer> signers) {
    Map<String, String> owner = new HashMap<>();
    for (Signer signer : signers.values()) {
      for (VerifyingKey key : signer.keys()) {
        String other = owner.put(key.id(), signer.name());
        if (other != null) {
          throw bad(
              "gives the same key %s to %s: one key is one signer"
                  .formatted(
                      key,
                      other.equals(signer.name())
                          ? "'" + other + "' twice"
                          : "'" + other + "' and to '" + signer.name() + "'"));
        }
      }
    }
  }

  private Rule rule(JsonNode node, String place, Map<String, Signer> signers) {
    keys(node, place, Set.of("models", "signers", "threshold", "post-quantum", "signed-name"));
    String names =
        text(node, "models", place).orElseThrow(() -> bad(place + " has no 'models' pattern"));
    List<String> who = new ArrayList<>();
    for (JsonNode one : list(node, "signers")) {
      String name = one.asString("");
      if (!signers.containsKey(name)) {
        throw bad(
            "%s names the unknown signer '%s'%s"
                .formatted(place, StrictJson.clipped(name), meant(name, signers.keySet())));
      }
      if (who.contains(name)) {
        throw bad("%s names '%s' twice".formatted(place, name));
      }
      who.add(name);
    }
    boolean postQuantum = flag(node, "post-quantum", place);
    return new Rule(
        names,
        who,
        threshold(node, place, who, postQuantum, signers),
        postQuantum,
        flag(node, "signed-name", place));
  }

  private int threshold(
      JsonNode node,
      String place,
      List<String> who,
      boolean postQuantum,
      Map<String, Signer> signers) {
    JsonNode value = node.path("threshold");
    int threshold = value.isMissingNode() ? 1 : value.isInt() ? value.asInt() : 0;
    long able =
        who.stream()
            .filter(w ->
                !postQuantum
                    || Optional.ofNullable(signers.get(w))
                        .map(Signer::hasPostQuantumKey)
                        .orElse(false))
            .count();
    if (threshold < 1 || threshold > able) {
      throw bad(
          "%s: threshold is %s; it must lie between 1 and the number of its signers%s, %d"
              .formatted(
                  place,
                  value.isMissingNode() ? "1" : StrictJson.clipped(value.toString()),
                  postQuantum ? " with a post-quantum-key" : "",
                  able));
    }
    return threshold;
  }

  private Revocations revocations(JsonNode list) {
    Map<String, Map<String, String>> revoked =
        Map.of("key", new HashMap<>(), "certificate", new HashMap<>(), "model", new HashMap<>());
    int number = 0;
    for (JsonNode node : list) {
      String place = "revoked entry " + ++number;
      keys(node, place, Set.of("key", "certificate", "model", "reason"));
      String reason = text(node, "reason", place).orElse("no reason given");
      int named = 0;
      for (Map.Entry<String, Map<String, String>> kind : revoked.entrySet()) {
        Optional<String> id = text(node, kind.getKey(), place);
        if (id.isPresent()) {
          named++;
          kind.getValue().put(digest(id.get(), place), StrictJson.clipped(reason));
        }
      }
      if (named != 1) {
        throw bad(place + " must name one of 'key', 'certificate' and 'model'");
      }
    }
    return new Revocations(
        revoked.getOrDefault("key", Map.of()),
        revoked.getOrDefault("certificate", Map.of()),
        revoked.getOrDefault("model", Map.of()));
  }

  private String digest(String id, String place) {
    String lower = id.toLowerCase(java.util.Locale.ROOT).replace(":", "");
    if (!lower.matches("[0-9a-f]{64}")) {
      throw bad("%s: '%s' is no SHA-256 in hexadecimal".formatted(place, StrictJson.clipped(id)));
    }
    return lower;
  }

  private void keys(JsonNode node, String place, Set<String> known) {
    if (!node.isObject()) {
      throw bad(place + " is no mapping");
    }
    for (String key : node.propertyNames()) {
      if (!known.contains(key)) {
        throw bad(
            "%s has the unknown key '%s'%s"
                .formatted(place, StrictJson.clipped(key), meant(key, known)));
      }
    }
  }

  private ObjectNode object(JsonNode node, String key) {
    if (node.path(key) instanceof ObjectNode object && object.size() <= MAX_ENTRIES) {
      return object;
    }
    throw bad("needs a mapping '%s' of at most %d entries".formatted(key, MAX_ENTRIES));
  }

  private JsonNode list(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isMissingNode() && (!value.isArray() || value.size() > MAX_ENTRIES)) {
      throw bad("'%s' must be a list of at most %d entries".formatted(key, MAX_ENTRIES));
    }
    return value;
  }

  private Optional<String> text(JsonNode node, String key, String place) {
    JsonNode value = node.path(key);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isString() || value.asString().isBlank()) {
      throw bad("%s: '%s' must be a text (in quotes)".formatted(place, key));
    }
    return Optional.of(value.asString());
  }

  private boolean flag(JsonNode node, String key, String place) {
    JsonNode value = node.path(key);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw bad("%s: '%s' must be true or false".formatted(place, key));
    }
    return value.asBoolean(false);
  }

  private static String meant(String typed, Set<String> known) {
    return Text.didYouMean(typed, known).map(k -> ". Did you mean '" + k + "'?").orElse("");
  }

  private GambesonException bad(String why) {
    return GambesonException.usage(what + " " + why + (why.endsWith("?") ? "" : "."));
  }
}
