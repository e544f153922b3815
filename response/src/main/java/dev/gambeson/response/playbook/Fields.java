package dev.gambeson.response.playbook;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import dev.gambeson.response.Clean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Reads the fields of a YAML map, with one message for each way in which one can be wrong.
final class Fields {
  static final String ID = "[a-z0-9][a-z0-9-]{0,62}";
  private static final Pattern DURATION = Pattern.compile("([1-9]\\d{0,6})(s|m|h|d)");
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String what;

  Fields(String what) {
    this.what = what;
  }

  JsonNode tree(String text) {
    try {
      return YAML.readTree(text);
    } catch (JacksonException e) {
      String place =
          Optional.ofNullable(e.getLocation())
              .map(l -> " (line %d, column %d)".formatted(l.getLineNr(), l.getColumnNr()))
              .orElse("");
      throw bad("is no sound YAML: " + clip(e.getOriginalMessage()) + place);
    }
  }

  void keys(JsonNode node, String place, Set<String> known) {
    if (!node.isObject()) {
      throw bad(place + " must be a map");
    }
    for (String key : node.propertyNames()) {
      if (!known.contains(key)) {
        throw bad(
            "has the unknown key '%s' in %s.%s Known: %s"
                .formatted(
                    clip(key), place, meant(key, known), String.join(", ", new TreeSet<>(known))));
      }
    }
  }

  String id(JsonNode node, String key, String place) {
    String id = needed(node, key, place, 63);
    if (!id.matches(ID)) {
      throw bad(
          "%s: '%s' is '%s'; it may hold lower-case letters, digits and dashes"
              .formatted(place, key, clip(id)));
    }
    return id;
  }

  String needed(JsonNode node, String key, String place, int max) {
    return text(node, key, place, max)
        .orElseThrow(() -> bad("%s needs '%s'".formatted(place, key)));
  }

  Optional<String> text(JsonNode node, String key, String place, int max) {
    JsonNode value = node.path(key);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isString() || value.asString().isBlank() || value.asString().length() > max) {
      throw bad(
          "%s: '%s' must be a text (in quotes) of 1 to %d characters".formatted(place, key, max));
    }
    return Optional.of(value.asString());
  }

  List<String> texts(JsonNode node, String key, String place, int max) {
    JsonNode list = node.path(key);
    if (!list.isArray() || list.isEmpty() || list.size() > max) {
      throw bad("%s needs a list '%s' of 1 to %d texts".formatted(place, key, max));
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode value : list) {
      if (!value.isString() || value.asString().isBlank() || value.asString().length() > 200) {
        throw bad("%s: '%s' must hold texts of 1 to 200 characters".formatted(place, key));
      }
      if (texts.contains(value.asString())) {
        throw bad("%s: '%s' names '%s' twice".formatted(place, key, clip(value.asString())));
      }
      texts.add(value.asString());
    }
    return texts;
  }

  /// @param byDefault the empty text when one must be given
  String choice(JsonNode node, String key, String place, List<String> choices, String byDefault) {
    JsonNode value = node.path(key);
    if (value.isMissingNode() && !byDefault.isEmpty()) {
      return byDefault;
    }
    String typed = value.asString("");
    if (!choices.contains(typed)) {
      throw bad(
          "%s: '%s' is '%s'; it must be one of %s%s"
              .formatted(
                  place, key, clip(typed), String.join(", ", choices), meant(typed, choices)));
    }
    return typed;
  }

  int number(JsonNode node, String key, String place, int min, int max, int byDefault) {
    JsonNode value = node.path(key);
    if (value.isMissingNode()) {
      return byDefault;
    }
    if (!value.isInt() || value.asInt() < min || value.asInt() > max) {
      throw bad(
          "%s: '%s' is %s; it must be a whole number from %d to %d"
              .formatted(place, key, clip(value.toString()), min, max));
    }
    return value.asInt();
  }

  Optional<Duration> duration(JsonNode node, String key, String place, Duration max) {
    JsonNode value = node.path(key);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    Matcher m = DURATION.matcher(value.asString(""));
    if (!m.matches()) {
      throw bad(
          "%s: '%s' is '%s'; write a time such as 30s, 15m, 24h or 7d"
              .formatted(place, key, clip(value.asString(""))));
    }
    Duration time = Duration.ofSeconds(Long.parseLong(m.group(1)) * seconds(m.group(2)));
    if (time.compareTo(max) > 0) {
      throw bad(
          "%s: '%s' is %s; it must be at most %d days"
              .formatted(place, key, m.group(), max.toDays()));
    }
    return Optional.of(time);
  }

  private static long seconds(String unit) {
    return switch (unit) {
      case "s" -> 1;
      case "m" -> 60;
      case "h" -> 3600;
      default -> 86_400;
    };
  }

  private static String meant(String typed, Iterable<String> known) {
    List<String> words = new ArrayList<>();
    known.forEach(words::add);
    return typed.isEmpty() || typed.length() > 64
        ? ""
        : Text.didYouMean(typed, words).map(k -> " Did you mean '" + k + "'?").orElse("");
  }

  static String clip(String text) {
    return Clean.line(text, 80);
  }

  GambesonException bad(String why) {
    return GambesonException.usage(what + " " + why + (why.endsWith("?") ? "" : "."));
  }
}
