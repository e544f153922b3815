package dev.gambeson.artifact.sign.internal;

import dev.gambeson.core.GambesonException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// JSON from strangers: bounded in size and depth, one value for each key, nothing after the end.
/// JSON for strangers: keys in the order they were put, the same bytes every time.
public final class StrictJson {
  /// The largest signature file that is read.
  public static final int MAX_BYTES = 64 << 20;

  private static final int MAX_DEPTH = 32;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxDocumentLength(MAX_BYTES)
                          .maxStringLength(MAX_BYTES)
                          .maxNameLength(1 << 12)
                          .maxNumberLength(40)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final ObjectWriter PRETTY = MAPPER.writer().with(printer());

  private StrictJson() {}

  private static DefaultPrettyPrinter printer() {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(lines);
    printer.indentArraysWith(lines);
    return printer;
  }

  /// Reads one JSON object.
  ///
  /// @param what names it in messages
  /// @throws GambesonException when it is none, or passes a limit
  public static ObjectNode object(byte[] bytes, String what) {
    if (bytes.length > MAX_BYTES) {
      throw GambesonException.badInput(
          "%s is larger than %d MiB, the most that is read.".formatted(what, MAX_BYTES >> 20));
    }
    try {
      // As text: Jackson would guess UTF-16 and UTF-32 from bytes, and other readers would not.
      if (MAPPER.readTree(SmallFiles.text(bytes, what)) instanceof ObjectNode object) {
        return object;
      }
      throw GambesonException.badInput(what + " is no JSON object.");
    } catch (JacksonException e) {
      throw GambesonException.badInput(
          "%s is no sound JSON: %s%s.".formatted(what, clipped(e.getOriginalMessage()), place(e)),
          e);
    }
  }

  private static String place(JacksonException e) {
    return Optional.ofNullable(e.getLocation()) // absent when a limit is passed
        .map(l -> " (line %d, column %d)".formatted(l.getLineNr(), l.getColumnNr()))
        .orElse("");
  }

  /// Foreign text for a message: one line, at most 200 characters.
  public static String clipped(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").strip();
    return line.length() <= 200 ? line : line.substring(0, 199) + "…";
  }

  /// A new object.
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /// The bytes of an object: UTF-8, indented, a final new line.
  public static byte[] write(JsonNode node) {
    return (PRETTY.writeValueAsString(node) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /// The bytes of an object, without any white space.
  public static byte[] compact(JsonNode node) {
    return MAPPER.writeValueAsBytes(node);
  }

  /// The text at a key.
  ///
  /// @throws GambesonException when there is none
  public static String text(JsonNode node, String key, String what) {
    JsonNode value = node.path(key);
    if (!value.isString()) {
      throw GambesonException.badInput("%s has no text '%s'.".formatted(what, key));
    }
    return value.asString();
  }

  /// Decodes Base64, the standard alphabet or the one for URLs (DSSE 1.0 allows both).
  ///
  /// @throws GambesonException when it is neither
  public static byte[] base64(String text, String what) {
    boolean url = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
    try {
      return (url ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
    } catch (IllegalArgumentException e) {
      throw GambesonException.badInput(what + " is no Base64.", e);
    }
  }
}
