package dev.gambeson.cli.serve;

import static java.util.Objects.requireNonNull;

import dev.gambeson.cli.config.ConfigReader;
import dev.gambeson.core.GambesonException;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.config.SettingsReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The section `serve` of `gambeson.yaml`. Without `models` the model at the top of the file is
/// served, with its training data as reference. A node that the section does not name is called as
/// the environment variable `GAMBESON_NODE` says, so that nodes can share one file.
final class ServeSection {
  private static final String NODE = "GAMBESON_NODE";

  private ServeSection() {}

  /// Reads the settings of the gateway.
  ///
  /// @throws GambesonException usage, with the place of what is wrong
  static GatewaySettings read(Path file) {
    return read(file, System.getenv());
  }

  static GatewaySettings read(Path file, Map<String, String> environment) {
    JsonNode tree = ConfigReader.tree(file);
    JsonNode section = tree.path("serve");
    JsonNode whole = section.path("models").isMissingNode() ? withModel(tree, file) : section;
    return SettingsReader.bind(named(whole, environment), GatewaySettings.class, file + ", serve");
  }

  private static JsonNode named(JsonNode section, Map<String, String> environment) {
    String node = environment.getOrDefault(NODE, "");
    if (node.isEmpty() || section.has("node") || !(section instanceof ObjectNode given)) {
      return section;
    }
    return given.deepCopy().put("node", node);
  }

  private static JsonNode withModel(JsonNode tree, Path file) {
    var serve =
        tree.path("serve") instanceof ObjectNode given
            ? given.deepCopy()
            : JsonMapper.shared().createObjectNode();
    JsonNode data = tree.path("data");
    JsonNode reference = data.has("train") ? data.path("train") : data.path("test");
    if (!tree.path("model").isString() || !reference.isString()) {
      throw GambesonException.usage(
          file
              + ": there is nothing to serve. Give `model` and `data.train`, or `serve.models` (docs/gateway.md).");
    }
    var model = serve.putArray("models").addObject();
    model.put("name", name(Path.of(tree.path("model").asString())));
    model.set("reference", reference);
    copy(data, "label", model, "label");
    copy(data, "ignore", model, "ignore");
    copy(data, "favourable", model, "favourable");
    copy(data, "protected", model, "groups");
    var version = model.putArray("versions").addObject();
    version.put("version", "1");
    version.set("file", tree.path("model"));
    copy(tree, "preprocessing", version, "preprocessing");
    return serve;
  }

  private static void copy(JsonNode from, String key, ObjectNode to, String as) {
    if (from.has(key)) {
      JsonNode value = from.path(key);
      to.set(
          as,
          key.equals("favourable")
              ? JsonMapper.shared().getNodeFactory().stringNode(value.asString())
              : value);
    }
  }

  /// `models/Fraud_v7.onnx` is served as `fraud-v7`.
  private static String name(Path file) {
    String name = file.getFileName().toString().replaceFirst("\\.[^.]+$", "");
    String plain =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    return plain.isEmpty() ? "model" : plain;
  }

  /// The policy bundle that the settings name; without one, the built-in one.
  static String policy(GatewaySettings settings, Path base) {
    Optional<Path> file = settings.policy().map(p -> SettingsReader.resolve(base, p));
    try {
      return file.isPresent()
          ? Files.readString(file.get())
          : new String(
              requireNonNull(ServeSection.class.getResourceAsStream("policy.yaml")).readAllBytes(),
              StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw GambesonException.usage(
          "The policy %s cannot be read: %s."
              .formatted(file.orElse(Path.of("built in")), e.getMessage()));
    }
  }
}
