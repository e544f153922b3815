package dev.gambeson.model.tree;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Streams JSON with Jackson. Limits: nesting 64, names and texts 1 MB, numbers 100 characters.
final class JsonCursor implements DocumentCursor, AutoCloseable {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxStringLength(1_000_000)
                  .maxNameLength(10_000)
                  .maxNumberLength(100)
                  .build())
          .build();

  private final JsonParser parser;
  private final String source;

  JsonCursor(byte[] bytes, String source) {
    this.source = source;
    this.parser = FACTORY.createParser(ObjectReadContext.empty(), bytes);
    advance();
  }

  @Override
  public void object(Consumer<String> field) {
    expect(JsonToken.START_OBJECT, "an object");
    while (advance() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      advance();
      field.accept(name);
    }
  }

  @Override
  public void array(Runnable element) {
    expect(JsonToken.START_ARRAY, "an array");
    while (advance() != JsonToken.END_ARRAY) {
      element.run();
    }
  }

  @Override
  public float[] floats() {
    var bits = new TreeEnsembleBuilder.Ints();
    array(() -> bits.add(Float.floatToRawIntBits(number())));
    int[] raw = bits.toArray();
    float[] out = new float[raw.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = Float.intBitsToFloat(raw[i]);
    }
    return out;
  }

  @Override
  public int[] ints() {
    var out = new TreeEnsembleBuilder.Ints();
    array(() -> out.add(whole()));
    return out.toArray();
  }

  private float number() {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return token == JsonToken.VALUE_TRUE ? 1 : 0;
    }
    if (!token.isNumeric()) {
      throw bad("a number was expected, not " + token);
    }
    return guarded(parser::getFloatValue);
  }

  private int whole() {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NUMBER_INT) {
      long value = guarded(parser::getLongValue);
      // XGBoost writes the root's parent as 2^31 - 1 and may write unsigned 32-bit words.
      if (value != (int) value) {
        throw bad("the number " + value + " does not fit");
      }
      return (int) value;
    }
    return (int) number();
  }

  @Override
  public String text() {
    JsonToken token = parser.currentToken();
    if (!token.isScalarValue()) {
      throw bad("a text was expected, not " + token);
    }
    return guarded(parser::getString);
  }

  @Override
  public void skip() {
    guarded(parser::skipChildren);
  }

  /// Says that nothing may follow the value just read.
  void end() {
    if (guarded(parser::nextToken) != null) {
      throw bad("something follows the model");
    }
  }

  @Override
  public void close() {
    parser.close();
  }

  private JsonToken advance() {
    JsonToken token = guarded(parser::nextToken);
    if (token == null) {
      throw bad("it ends too early");
    }
    return token;
  }

  private void expect(JsonToken token, String what) {
    if (parser.currentToken() != token) {
      throw bad(what + " was expected, not " + parser.currentToken());
    }
  }

  private <T extends @Nullable Object> T guarded(Supplier<T> call) {
    try {
      return call.get();
    } catch (JacksonException e) {
      throw TreeEnsembleBuilder.unreadable(
          source, "it is no valid JSON (" + e.getOriginalMessage() + ")", e);
    }
  }

  private RuntimeException bad(String what) {
    return TreeEnsembleBuilder.unreadable(
        source, what + ", at byte " + parser.currentLocation().getByteOffset());
  }
}
