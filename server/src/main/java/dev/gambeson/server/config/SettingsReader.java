package dev.gambeson.server.config;

import dev.gambeson.core.GambesonException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Binds YAML to the records of settings and policies: keys in kebab case, unknown keys refused,
/// every complaint with its place.
public final class SettingsReader {
  private static final int MAX_CHARS = 1 << 20;
  private static final JsonMapper BIND =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .build();
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private SettingsReader() {}

  /// Reads a record from YAML text.
  ///
  /// @param origin what the text is, for messages
  /// @throws GambesonException usage, when the text is no YAML or does not fit the record
  public static <T> T read(String text, Class<T> type, String origin) {
    if (text.length() > MAX_CHARS) {
      throw GambesonException.usage(
          "%s has more than %d characters: that is no configuration.".formatted(origin, MAX_CHARS));
    }
    try {
      JsonNode tree = YAML.readTree(text);
      return bind(
          tree.isMissingNode() || tree.isNull() ? YAML.createObjectNode() : tree, type, origin);
    } catch (JacksonException e) {
      throw GambesonException.usage(
          "%s is no valid YAML: %s.".formatted(origin, e.getOriginalMessage()));
    }
  }

  /// Binds a tree to a record.
  public static <T> T bind(JsonNode tree, Class<T> type, String origin) {
    try {
      return BIND.treeToValue(tree, type);
    } catch (UnrecognizedPropertyException e) {
      throw GambesonException.usage(
          "%s: %s: unknown key '%s'. Known: %s."
              .formatted(
                  origin,
                  place(e),
                  e.getPropertyName(),
                  e.getKnownPropertyIds() == null
                      ? "none"
                      : e.getKnownPropertyIds().stream()
                          .map(String::valueOf)
                          .sorted()
                          .collect(Collectors.joining(", "))));
    } catch (DatabindException e) {
      throw GambesonException.usage("%s: %s: %s.".formatted(origin, place(e), reason(e)));
    }
  }

  /// What our own records say is said plainly; what Jackson says, without its class names.
  private static String reason(DatabindException e) {
    Throwable cause = e.getCause();
    if (cause instanceof IllegalArgumentException || cause instanceof NullPointerException) {
      return String.valueOf(cause.getMessage());
    }
    String message = e.getOriginalMessage();
    int end = message.indexOf('\n');
    return (end < 0 ? message : message.substring(0, end))
        .replaceAll("[a-z]+(\\.[a-zA-Z]+)+[.$]", "");
  }

  private static String place(DatabindException e) {
    String path =
        e.getPath().stream()
            .map(r -> r.getPropertyName() == null ? "[" + r.getIndex() + "]" : r.getPropertyName())
            .collect(Collectors.joining("."));
    return path.isEmpty() ? "top level" : path;
  }

  /// Resolves a path of the settings against the folder of their file.
  public static Path resolve(Path base, Path path) {
    return path.isAbsolute() ? path : base.resolve(path).normalize();
  }
}
