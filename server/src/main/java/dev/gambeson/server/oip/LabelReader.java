package dev.gambeson.server.oip;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads late labels: `{"labels": [{"id": "…", "row": 0, "label": "fraud"}]}`. Thread-safe.
public final class LabelReader {
  private final OipLimits limits;
  private final Json json;

  /// @param limits what a request may be
  public LabelReader(OipLimits limits) {
    this.limits = limits;
    this.json = new Json(limits);
  }

  /// One label.
  ///
  /// @param requestId of the request that asked
  /// @param row its position in that request, from 0
  /// @param label what became true
  public record Label(String requestId, int row, String label) {}

  /// The labels of a body, at least one.
  ///
  /// @throws BadRequest when it is no such document
  public List<Label> read(byte[] body) {
    List<Label> labels = json.read(body, 0, body.length, this::document);
    if (labels.isEmpty()) {
      throw new BadRequest("bad-request", "There are no 'labels'.");
    }
    return labels;
  }

  private List<Label> document(JsonParser in) {
    Json.expect(in, JsonToken.START_OBJECT, "The body", "a JSON object");
    List<Label> labels = new ArrayList<>();
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = in.currentName();
      in.nextToken();
      if (!field.equals("labels")) {
        in.skipChildren();
        continue;
      }
      Json.expect(in, JsonToken.START_ARRAY, "'labels'", "an array");
      while (in.nextToken() != JsonToken.END_ARRAY) {
        if (labels.size() == limits.rows()) {
          throw new BadRequest(
              "batch-size", "There are more than %d labels.".formatted(limits.rows()));
        }
        labels.add(label(in));
      }
    }
    return labels;
  }

  private static Label label(JsonParser in) {
    Json.expect(in, JsonToken.START_OBJECT, "A label", "an object");
    String id = "";
    String label = "";
    int row = 0;
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = in.currentName();
      JsonToken token = in.nextToken();
      switch (field) {
        case "id" -> id = token == JsonToken.VALUE_STRING ? in.getString() : "";
        case "label" -> label = token.isScalarValue() ? in.getString() : "";
        case "row" -> row = row(in, token);
        default -> in.skipChildren();
      }
    }
    if (id.isEmpty() || id.length() > 128 || label.isEmpty() || label.length() > 1024) {
      throw new BadRequest("bad-request", "A label needs 'id' and 'label', both not too long.");
    }
    return new Label(id, row, label);
  }

  private static int row(JsonParser in, JsonToken token) {
    if (token != JsonToken.VALUE_NUMBER_INT
        || in.getNumberType() != JsonParser.NumberType.INT
        || in.getIntValue() < 0) {
      throw new BadRequest("bad-request", "A label's 'row' must be a whole number from 0.");
    }
    return in.getIntValue();
  }
}
