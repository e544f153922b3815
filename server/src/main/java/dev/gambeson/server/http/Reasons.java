package dev.gambeson.server.http;

import dev.gambeson.server.serving.Explanation;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/// Explanations as JSON, beside the predictions that they explain.
final class Reasons {
  private Reasons() {}

  /// `"explanations": {"method": …, "rows": [[{"feature": …, "contribution": …}]]}`.
  static void write(JsonGenerator json, Explanation why) {
    json.writeObjectPropertyStart("explanations");
    json.writeStringProperty("method", why.method());
    json.writeArrayPropertyStart("rows");
    for (List<Explanation.Part> row : why.rows()) {
      json.writeStartArray();
      for (Explanation.Part part : row) {
        json.writeStartObject();
        json.writeStringProperty("feature", part.feature());
        json.writeNumberProperty("contribution", part.value());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
