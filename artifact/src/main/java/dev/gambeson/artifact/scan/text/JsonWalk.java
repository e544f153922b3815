package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/// Reads JSON of any size as a stream, and hands every key and value to the rules. Lenient where
/// common writers are: `NaN`, comments, trailing commas, several values one after the other.
final class JsonWalk {
  private static final int DEPTH = 1_000;
  private static final int MAX_KEYS = 4_000_000;
  private static final Set<String> MATTER =
      Set.of(
          "auto_map",
          "chat_template",
          "_target_",
          "@class",
          "@type",
          "class",
          "class_name",
          "module",
          "config",
          "weight_map",
          "trust_remote_code",
          "__class__",
          "__module__");
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH)
                  .maxNumberLength(10_000)
                  .maxNameLength(1 << 20)
                  .maxStringLength(Texts.MAX)
                  .build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  /// An object or list that is open, and the key that it stands under.
  private static final class Level {
    final boolean isObject;
    final Set<Long> keys = new HashSet<>();
    int elements;
    String first = "";
    String key = "";

    Level(boolean isObject) {
      this.isObject = isObject;
    }
  }

  private final Scan scan;
  private final DataRules rules;
  private final Templates templates;
  private final Deque<Level> open = new ArrayDeque<>();
  private final List<String> path = new ArrayList<>();
  private final List<String> view = Collections.unmodifiableList(path);
  private int keys;
  private int roots;

  JsonWalk(Scan scan, DataRules rules) {
    this.scan = scan;
    this.rules = rules;
    this.templates = new Templates(scan);
  }

  /// Reads to the end.
  ///
  /// @return how many values stand one after the other
  /// @throws Malformed where it is no JSON
  int read(InputStream in) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), in)) {
      JsonToken token = parser.nextToken();
      while (token != null) {
        token(parser, token);
        token = parser.nextToken();
      }
    } catch (JacksonException e) {
      long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
      throw new Malformed(at, "not valid JSON: " + Shown.text(e.getOriginalMessage()));
    }
    if (!open.isEmpty() || roots == 0) {
      throw new Malformed(0, "the JSON text ends too early");
    }
    return roots;
  }

  private void token(JsonParser parser, JsonToken token) {
    long at = Math.max(0, parser.currentTokenLocation().getByteOffset());
    switch (token) {
      case START_OBJECT, START_ARRAY -> open(token == JsonToken.START_OBJECT, at);
      case END_OBJECT, END_ARRAY -> close();
      case PROPERTY_NAME -> name(parser.currentName(), at);
      case VALUE_STRING -> string(parser.getString(), at);
      default -> {
        enter();
        rules.scalar(view, parser.getString(), at);
        path.removeLast();
      }
    }
  }

  private void open(boolean isObject, long at) {
    Level parent = open.peek();
    if (parent != null && !parent.isObject && parent.elements == 1 && !parent.first.isEmpty()) {
      rules.pair(view, parent.first, at);
    }
    enter();
    Level level = new Level(isObject);
    level.key = path.getLast();
    open.push(level);
  }

  private void close() {
    keys -= open.pop().keys.size();
    path.removeLast();
  }

  private void name(String name, long at) {
    Level level = open.element();
    level.key = name;
    rules.key(view, name, at);
    if (keys >= MAX_KEYS) {
      throw new Malformed(at, "more than %d keys are open at once".formatted(MAX_KEYS));
    }
    if (level.keys.add(hash(name))) {
      keys++;
    } else {
      scan.flag(
          Rules.AMBIGUITY,
          MATTER.contains(name) ? Severity.HIGH : Severity.MEDIUM,
          at,
          "repeated JSON key",
          "The key '%s' stands twice in one object: readers differ on which value counts."
              .formatted(Shown.text(name)));
    }
  }

  private void string(String value, long at) {
    Level level = open.peek();
    if (level != null && !level.isObject && level.elements == 0) {
      level.first = value;
    }
    enter();
    rules.text(view, value, at);
    templates.text(view, value, at);
    path.removeLast();
  }

  /// A value begins: its key joins the path. Elements of a list bear the key of the list.
  private void enter() {
    Level level = open.peek();
    if (level == null) {
      roots++;
      path.add("");
    } else {
      level.elements++;
      path.add(level.key);
    }
  }

  private static long hash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
      hash ^= hash >>> 29;
    }
    return hash;
  }
}
