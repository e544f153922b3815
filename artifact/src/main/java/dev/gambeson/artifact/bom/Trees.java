package dev.gambeson.artifact.bom;

import dev.gambeson.artifact.BoundedFile;
import dev.gambeson.core.GambesonException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.toml.TomlFactory;
import tools.jackson.dataformat.toml.TomlMapper;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Reads JSON, TOML and YAML manifests as trees, within limits of size, depth and length. YAML
/// aliases are texts here, never expanded; tags make no objects.
public final class Trees {
  private static final long MAX_BYTES = 64 << 20;
  private static final long MAX_YAML = 4 << 20;
  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder()
          .maxNestingDepth(200)
          .maxStringLength(1 << 24)
          .maxNumberLength(1_000)
          .build();
  private static final ObjectMapper JSON =
      JsonMapper.builder(JsonFactory.builder().streamReadConstraints(LIMITS).build()).build();
  private static final ObjectMapper TOML =
      TomlMapper.builder(TomlFactory.builder().streamReadConstraints(LIMITS).build()).build();
  private static final ObjectMapper YAML =
      YAMLMapper.builder(YAMLFactory.builder().streamReadConstraints(LIMITS).build()).build();

  private Trees() {}

  /// A manifest, read by its ending: `.toml`, `.yml` and `.yaml`; TOML for `Pipfile` and
  /// `poetry.lock`, `uv.lock`, `pdm.lock`; else JSON.
  ///
  /// @throws GambesonException when it is too large or malformed
  public static JsonNode read(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".yml") || name.endsWith(".yaml")) {
      return parse(YAML, BoundedFile.read(file, MAX_YAML), "YAML");
    }
    boolean toml =
        name.endsWith(".toml")
            || name.equals("pipfile")
            || List.of("poetry.lock", "uv.lock", "pdm.lock").contains(name);
    return toml
        ? parse(TOML, BoundedFile.read(file, MAX_BYTES), "TOML")
        : parse(JSON, BoundedFile.read(file, MAX_BYTES), "JSON");
  }

  /// A YAML text.
  public static JsonNode yaml(byte[] text) {
    if (text.length > MAX_YAML) {
      throw GambesonException.badInput("It is longer than %d bytes.".formatted(MAX_YAML));
    }
    return parse(YAML, text, "YAML");
  }

  /// A JSON text.
  public static JsonNode json(byte[] text) {
    return parse(JSON, text, "JSON");
  }

  private static JsonNode parse(ObjectMapper mapper, byte[] bytes, String what) {
    try {
      JsonNode tree = mapper.readTree(bytes);
      return tree == null ? JSON.createObjectNode() : tree;
    } catch (JacksonException e) {
      String line = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
      throw GambesonException.badInput(
          "it is no %s: %s".formatted(what, line.length() > 200 ? line.substring(0, 200) : line),
          e);
    } catch (RuntimeException e) {
      // snakeyaml-engine's own complaints are not wrapped everywhere
      throw GambesonException.badInput("it is no %s that can be read".formatted(what), e);
    }
  }

  /// The text of a field; empty when it is absent or no scalar.
  public static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isValueNode() && !value.isNull() ? value.asString("") : "";
  }

  /// The elements of a list; a lone scalar counts as a list of one.
  public static Stream<JsonNode> items(JsonNode node) {
    return node.isArray()
        ? StreamSupport.stream(node.spliterator(), false)
        : node.isValueNode() && !node.isNull() && !node.isMissingNode()
            ? Stream.of(node)
            : Stream.empty();
  }

  /// Texts of a list of scalars.
  public static List<String> texts(JsonNode node) {
    return items(node)
        .filter(n -> n.isValueNode() && !n.isNull())
        .map(n -> n.asString(""))
        .filter(s -> !s.isBlank())
        .toList();
  }
}
