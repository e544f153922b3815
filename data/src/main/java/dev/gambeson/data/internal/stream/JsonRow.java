package dev.gambeson.data.internal.stream;

import dev.gambeson.data.source.SourceOptions.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// Takes one line of JSONL apart.
final class JsonRow {
  private static final int DEEPEST = 64;
  private static final int LONGEST_NUMBER = 1000;
  private static final int LONGEST_NAME = 1 << 12;

  private final JsonFactory factory;

  JsonRow(Limits limits) {
    this.factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(LONGEST_NUMBER)
                    .maxNameLength(LONGEST_NAME)
                    .maxStringLength(limits.cellChars())
                    .build())
            .build();
  }

  /// Hands over the cells of a row; what was handed over does not count when there is a flaw.
  ///
  /// @return what is wrong; null when nothing is
  @Nullable String read(byte[] line, BiConsumer<String, String> cell) {
    String text = new String(line, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0 && !isUtf8(line)) {
      return "holds bytes that are no UTF-8 text";
    }
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return "is no JSON object";
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String flaw = cell(parser, text, cell);
        if (flaw != null) {
          return flaw;
        }
      }
      return parser.nextToken() == null ? null : "has something behind its JSON object";
    } catch (StreamConstraintsException e) {
      return "is nested too deeply, or holds a text or number that is too long";
    } catch (JacksonException e) {
      return String.valueOf(e.getMessage()).contains("Duplicate")
          ? "has a key twice"
          : "is no sound JSON object";
    }
  }

  private static @Nullable String cell(
      JsonParser parser, String text, BiConsumer<String, String> cell) {
    String key = parser.currentName();
    if (key == null || key.isBlank()) {
      return "has a key without a name";
    }
    JsonToken token = parser.nextToken();
    String value =
        switch (token) {
          case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getString();
          case VALUE_TRUE -> "true";
          case VALUE_FALSE -> "false";
          case START_OBJECT, START_ARRAY -> nested(parser, text);
          default -> "";
        };
    String what = TextFlaws.of(key) == null ? TextFlaws.of(value) : TextFlaws.of(key);
    if (what != null) {
      return "holds " + what;
    }
    cell.accept(key, value);
    return null;
  }

  /// A nested value as it is written.
  private static String nested(JsonParser parser, String text) {
    int from = (int) parser.currentTokenLocation().getCharOffset();
    parser.skipChildren();
    return text.substring(from, (int) parser.currentLocation().getCharOffset());
  }

  private static boolean isUtf8(byte[] line) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
