package dev.gambeson.server.oip;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// A JSON parser with every limit set: depth, strings, numbers, names; a key that stands twice, NaN
/// and Infinity, comments and text after the end are refused.
final class Json {
  private final JsonFactory factory;

  Json(OipLimits limits) {
    this.factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(limits.depth())
                    .maxStringLength(limits.stringBytes())
                    .maxNumberLength(limits.numberDigits())
                    .maxNameLength(limits.nameBytes())
                    .maxDocumentLength(limits.bodyBytes())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
  }

  /// Reads one document from a part of an array and nothing after it.
  <T> T read(byte[] body, int from, int length, Reading<T> reading) {
    try (JsonParser in = factory.createParser(ObjectReadContext.empty(), body, from, length)) {
      in.nextToken();
      T result = reading.read(in);
      if (in.nextToken() != null) {
        throw new BadRequest("bad-json", "There is text after the end of the JSON document.");
      }
      return result;
    } catch (StreamConstraintsException e) {
      throw new BadRequest("json-limit", limit(e));
    } catch (JacksonException e) {
      throw new BadRequest("bad-json", broken(e));
    }
  }

  /// Reads something at the parser's current token and leaves it on the last token of it.
  @FunctionalInterface
  interface Reading<T> {
    T read(JsonParser in);
  }

  private static String limit(StreamConstraintsException e) {
    String text = String.valueOf(e.getOriginalMessage());
    String what =
        text.contains("nesting")
            ? "is nested too deeply"
            : text.contains("String")
                ? "holds a string that is too long"
                : text.contains("Number")
                    ? "holds a number with too many digits"
                    : text.contains("name") ? "holds a field name that is too long" : "is too long";
    return "The JSON document " + what + "; see the limits in the documentation.";
  }

  private static String broken(JacksonException e) {
    String text = String.valueOf(e.getOriginalMessage());
    if (text.contains("Duplicate")) {
      return "The JSON document holds the same field twice; say each field once.";
    }
    var at = e.getLocation();
    return at == null || at.getByteOffset() < 0
        ? "The body is not a JSON document."
        : "The body is not a JSON document: look at byte %d.".formatted(at.getByteOffset());
  }

  static void expect(JsonParser in, JsonToken token, String where, String what) {
    if (in.currentToken() != token) {
      throw new BadRequest("bad-request", "%s must be %s.".formatted(where, what));
    }
  }

  /// A scalar; arrays and objects are passed over and give an empty text.
  static Object scalar(JsonParser in) {
    return switch (in.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_STRING -> in.getString();
      case VALUE_NUMBER_FLOAT -> finite(in);
      case VALUE_NUMBER_INT -> integer(in);
      case null, default -> {
        in.skipChildren();
        yield "";
      }
    };
  }

  private static Object integer(JsonParser in) {
    return switch (in.getNumberType()) {
      case INT, LONG -> in.getLongValue();
      default -> finite(in);
    };
  }

  /// A number that is finite as a double.
  static double finite(JsonParser in) {
    double value = in.getDoubleValue();
    if (Double.isInfinite(value) || Double.isNaN(value)) {
      throw new BadRequest("number-range", "A number is too large for a 64-bit float.");
    }
    return value;
  }
}
