package dev.gambeson.artifact.scan.engine;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON as a tree of plain nodes, with nothing lost: a repeated key is flagged, and every one of
/// its values stays visible, because readers differ on which one counts.
public final class Jsons {
  /// Appended, with a number, to the key of an earlier value that was repeated.
  public static final String EARLIER = "\u0000earlier";

  private static final int DEPTH = 250;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonMapper MAPPER =
      new JsonMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(DEPTH)
                      .maxNumberLength(1000)
                      .maxStringLength(Integer.MAX_VALUE)
                      .build())
              .build());

  private Jsons() {}

  /// Reads one whole JSON text (UTF-8, UTF-16 or UTF-32, recognised as the standard says).
  ///
  /// @param offset where it begins in the input, for messages
  /// @throws Malformed when it is none, or more follows
  public static JsonNode tree(byte[] json, long offset, Scan scan) {
    try (JsonParser parser = MAPPER.createParser(json)) {
      parser.nextToken();
      JsonNode node = value(parser, offset, scan);
      if (parser.nextToken() != null) {
        throw malformed(parser, offset, "text follows after the JSON value");
      }
      return node;
    } catch (JacksonException e) {
      long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
      throw new Malformed(offset + at, "not valid JSON: " + firstLine(e.getOriginalMessage()));
    }
  }

  private static JsonNode value(JsonParser parser, long offset, Scan scan) {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object(parser, offset, scan);
      case START_ARRAY -> array(parser, offset, scan);
      case VALUE_STRING -> NODES.stringNode(parser.getString());
      case VALUE_NUMBER_INT -> NODES.numberNode(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      case null, default -> throw malformed(parser, offset, "the JSON text ends too early");
    };
  }

  private static ObjectNode object(JsonParser parser, long offset, Scan scan) {
    ObjectNode node = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonNode earlier = node.get(key);
      if (earlier != null) {
        long at = offset + Math.max(0, parser.currentTokenLocation().getByteOffset());
        scan.flag(
            Rules.AMBIGUITY,
            at,
            "repeated JSON key",
            "A key stands twice in one object: readers differ on which value counts.");
        node.set(key + EARLIER + node.size(), earlier);
      }
      parser.nextToken();
      node.set(key, value(parser, offset, scan));
    }
    return node;
  }

  private static ArrayNode array(JsonParser parser, long offset, Scan scan) {
    ArrayNode node = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      node.add(value(parser, offset, scan));
    }
    return node;
  }

  private static Malformed malformed(JsonParser parser, long offset, String message) {
    return new Malformed(
        offset + Math.max(0, parser.currentTokenLocation().getByteOffset()), message);
  }

  private static String firstLine(String message) {
    String line = message.lines().findFirst().orElse("");
    return line.length() > 160 ? line.substring(0, 160) : line;
  }
}
