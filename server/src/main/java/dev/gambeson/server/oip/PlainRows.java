package dev.gambeson.server.oip;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Rows as plain JSON: `{"rows": [{"age": 31, "country": "DE"}, …]}`, or one such object for one
/// row. `null` is a missing value; a feature that is not there, or unknown, is refused. Immutable
/// and thread-safe.
public final class PlainRows {
  private final RowsMapping mapping;
  private final OipLimits limits;
  private final Json json;

  /// @param mapping of the model
  /// @param limits what a request may be
  public PlainRows(RowsMapping mapping, OipLimits limits) {
    this.mapping = mapping;
    this.limits = limits;
    this.json = new Json(limits);
  }

  /// Reads a body.
  ///
  /// @throws BadRequest when it is no such document
  public Rows read(byte[] body) {
    if (body.length > limits.bodyBytes()) {
      throw new BadRequest(
          "too-large", "The body is larger than %d bytes.".formatted(limits.bodyBytes()));
    }
    return json.read(body, 0, body.length, in -> new Reading().document(in));
  }

  private final class Reading {
    private final int width = mapping.features().width();
    private double[] values = new double[width];
    private int count;

    Rows document(JsonParser in) {
      Json.expect(in, JsonToken.START_OBJECT, "The body", "a JSON object");
      JsonToken first = in.nextToken();
      boolean many =
          first == JsonToken.PROPERTY_NAME
              && in.currentName().equals("rows")
              && mapping.column("rows") < 0;
      if (!many) {
        row(in, first);
        return new Rows(1, width, values);
      }
      in.nextToken();
      Json.expect(in, JsonToken.START_ARRAY, "'rows'", "an array");
      while (in.nextToken() != JsonToken.END_ARRAY) {
        Json.expect(in, JsonToken.START_OBJECT, "Each row", "an object");
        room();
        row(in, in.nextToken());
      }
      while (in.nextToken() == JsonToken.PROPERTY_NAME) { // unknown fields beside the rows
        in.nextToken();
        in.skipChildren();
      }
      if (count == 0) {
        throw mapping.tooManyRows();
      }
      return new Rows(count, width, Arrays.copyOf(values, count * width));
    }

    private void room() {
      if (count == mapping.mostRows()) {
        throw mapping.tooManyRows();
      }
      if ((long) (count + 1) * width > limits.elements()) {
        throw new BadRequest("too-many-elements", "The rows hold more values than are allowed.");
      }
      int needed = (count + 1) * width;
      if (needed > values.length) {
        values = Arrays.copyOf(values, Math.min(limits.elements(), Math.max(needed, 2 * needed)));
      }
    }

    private void row(JsonParser in, JsonToken first) {
      int given = 0;
      int at = count * width;
      boolean[] seen = new boolean[width];
      for (JsonToken t = first; t == JsonToken.PROPERTY_NAME; t = in.nextToken()) {
        int column = mapping.column(in.currentName());
        if (column < 0) {
          throw new BadRequest(
              "unknown-feature", "The model has no feature '%s'.".formatted(in.currentName()));
        }
        seen[column] = true;
        values[at + column] = value(in, in.nextToken(), column);
        given++;
      }
      if (given < width) {
        throw RowsMapping.missing(mapping.features().names().get(firstUnseen(seen)));
      }
      count++;
    }

    private static int firstUnseen(boolean[] seen) {
      int i = 0;
      while (seen[i]) {
        i++;
      }
      return i;
    }

    private double value(JsonParser in, JsonToken token, int column) {
      boolean category = mapping.features().features().get(column) instanceof Feature.Categorical;
      return switch (token) {
        case VALUE_NULL -> category ? -1 : Double.NaN;
        case VALUE_STRING -> text(in.getString(), column);
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
          if (category) {
            // Levels are texts; a number is one when it is written as the level is.
            yield mapping.level(column, in.getString());
          }
          yield Json.finite(in);
        }
        case VALUE_TRUE, VALUE_FALSE -> {
          if (category) {
            yield mapping.level(column, in.getString());
          }
          yield token == JsonToken.VALUE_TRUE ? 1 : 0;
        }
        default ->
            throw new BadRequest(
                "bad-data",
                "Feature '%s' must be a number or a text."
                    .formatted(mapping.features().names().get(column)));
      };
    }

    private double text(String text, int column) {
      int level = mapping.level(column, text);
      if (level == -2) {
        throw mapping.needsNumber(column);
      }
      return level;
    }
  }

  /// An answer as plain JSON: `{"model": …, "version": …, "predictions": [{"label": …,
  /// "probabilities": {…}}]}`. What was withheld is left out; a row of which the answer abstains
  /// has the label `null`.
  public static byte[] write(String model, String version, Answer answer) {
    return write(model, version, answer, _ -> {});
  }

  /// The same with further properties.
  ///
  /// @param more writes them into the open object
  public static byte[] write(
      String model, String version, Answer answer, Consumer<JsonGenerator> more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = InferWriter.generator(out)) {
      json.writeStartObject();
      json.writeStringProperty("model", model);
      json.writeStringProperty("version", version);
      json.writeArrayPropertyStart("predictions");
      for (int row = 0; row < answer.count(); row++) {
        prediction(json, answer, row);
      }
      json.writeEndArray();
      more.accept(json);
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private static void prediction(JsonGenerator json, Answer answer, int row) {
    json.writeStartObject();
    if (answer.classes().isEmpty()) {
      if (answer.scores().length > row && Float.isFinite(answer.scores()[row])) {
        json.writeNumberProperty("value", answer.scores()[row]);
      }
    } else {
      int label = answer.labels()[row];
      json.writeName("label");
      if (label < 0) {
        json.writeNull();
      } else {
        json.writeString(answer.classes().get(label));
      }
      probabilities(json, answer, row);
    }
    json.writeEndObject();
  }

  private static void probabilities(JsonGenerator json, Answer answer, int row) {
    int k = answer.classes().size();
    boolean open = false;
    for (int c = 0; c < k && answer.scores().length > 0; c++) {
      float score = answer.scores()[row * k + c];
      if (Float.isFinite(score)) {
        if (!open) {
          json.writeObjectPropertyStart("probabilities");
          open = true;
        }
        json.writeNumberProperty(answer.classes().get(c), score);
      }
    }
    if (open) {
      json.writeEndObject();
    }
  }
}
