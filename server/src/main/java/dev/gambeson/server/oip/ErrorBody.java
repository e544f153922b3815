package dev.gambeson.server.oip;

import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;

/// `{"error": "…"}`: the only shape in which anything fails.
public final class ErrorBody {
  private ErrorBody() {}

  /// The body of a failure.
  ///
  /// @param message one sentence; control characters and quotes are escaped
  public static byte[] of(String message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(message.length() + 16);
    try (JsonGenerator json = InferWriter.generator(out)) {
      json.writeStartObject();
      json.writeStringProperty("error", message);
      json.writeEndObject();
    }
    return out.toByteArray();
  }
}
