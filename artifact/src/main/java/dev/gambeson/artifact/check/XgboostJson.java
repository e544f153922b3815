package dev.gambeson.artifact.check;

import dev.gambeson.core.GambesonException;
import java.util.ArrayDeque;
import java.util.Deque;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Walks an XGBoost model in JSON: whole, one document, no key twice, nothing behind it.
final class XgboostJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(64).maxStringLength(1 << 20).build())
          .build();

  private XgboostJson() {}

  static TreeFacts read(String name, byte[] bytes) {
    TreeEvents events = new TreeEvents();
    try (JsonParser parser =
        FACTORY.createParser(tools.jackson.core.ObjectReadContext.empty(), bytes)) {
      walk(parser, events);
      if (parser.nextToken() != null) {
        throw GambesonException.badInput(
            name + " is not one XGBoost model: more content follows its end.");
      }
    } catch (JacksonException e) {
      throw GambesonException.badInput(
          name + " is no well-formed XGBoost JSON: " + e.getOriginalMessage() + ".", e);
    }
    return events.facts();
  }

  private static void walk(JsonParser parser, TreeEvents events) {
    Deque<String> path = new ArrayDeque<>();
    String key = "";
    for (JsonToken t = parser.nextToken(); t != null; t = parser.nextToken()) {
      switch (t) {
        case START_OBJECT -> path.push(key);
        case START_ARRAY -> {}
        case PROPERTY_NAME -> {
          key = parser.currentName();
          events.key(path.element(), key, path.size());
        }
        case END_OBJECT -> {
          path.pop();
          if (path.isEmpty()) {
            return;
          }
        }
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> events.number(key, parser.getDoubleValue());
        case VALUE_STRING ->
            events.text(path.isEmpty() ? "" : path.element(), key, parser.getString());
        default -> {}
      }
    }
  }
}
