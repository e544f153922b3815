package dev.gambeson.server.oip;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/// Writes replies to requests for inference. Thread-safe.
///
/// A number that JSON cannot hold (NaN, infinite) is written as `null`.
public final class InferWriter {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

  private InferWriter() {}

  /// A reply's body.
  ///
  /// @param bytes the body
  /// @param headerLength bytes of its JSON part, to be said in `Inference-Header-Content-Length`;
  ///   -1 when all of it is JSON
  @SuppressWarnings("ArrayRecordComponent") // a body, passed along without copies
  public record Body(byte[] bytes, int headerLength) {}

  /// A reply as JSON, or as JSON with binary tensors.
  public static Body write(InferReply reply, boolean binary) {
    List<byte[]> parts = new ArrayList<>();
    ByteArrayOutputStream out = new ByteArrayOutputStream(192 + 12 * size(reply));
    try (JsonGenerator json = generator(out)) {
      json.writeStartObject();
      json.writeStringProperty("model_name", reply.model());
      json.writeStringProperty("model_version", reply.version());
      if (!reply.id().isEmpty()) {
        json.writeStringProperty("id", reply.id());
      }
      if (!reply.parameters().isEmpty()) {
        parameters(json, reply.parameters());
      }
      json.writeArrayPropertyStart("outputs");
      for (Tensor tensor : reply.outputs()) {
        tensor(json, tensor, binary, parts);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    if (!binary) {
      return new Body(out.toByteArray(), -1);
    }
    int header = out.size();
    parts.forEach(out::writeBytes);
    return new Body(out.toByteArray(), header);
  }

  private static int size(InferReply reply) {
    int size = 0;
    for (Tensor t : reply.outputs()) {
      size += t.data().size() + 8;
    }
    return Math.min(size, 1 << 20);
  }

  static JsonGenerator generator(ByteArrayOutputStream out) {
    return FACTORY.createGenerator(ObjectWriteContext.empty(), out);
  }

  private static void tensor(
      JsonGenerator json, Tensor tensor, boolean binary, List<byte[]> parts) {
    json.writeStartObject();
    json.writeStringProperty("name", tensor.name());
    json.writeStringProperty("datatype", tensor.datatype().name());
    json.writeName("shape");
    json.writeArray(tensor.shape(), 0, tensor.shape().length);
    if (binary) {
      byte[] bytes = BinaryTensors.write(tensor);
      parts.add(bytes);
      json.writeObjectPropertyStart("parameters");
      json.writeNumberProperty("binary_data_size", bytes.length);
      json.writeEndObject();
    } else {
      json.writeArrayPropertyStart("data");
      data(json, tensor);
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void data(JsonGenerator json, Tensor tensor) {
    switch (tensor.data()) {
      case Tensor.Texts(String[] values) -> {
        for (String v : values) {
          json.writeString(v);
        }
      }
      case Tensor.Numbers(double[] values) -> {
        for (double v : values) {
          number(json, tensor.datatype(), v);
        }
      }
    }
  }

  private static void number(JsonGenerator json, Datatype type, double v) {
    switch (type) {
      case BOOL -> json.writeBoolean(v != 0);
      case FP16, FP32 -> single(json, (float) v);
      case FP64, BYTES -> real(json, v);
      default -> json.writeNumber((long) v);
    }
  }

  static void single(JsonGenerator json, float v) {
    if (Float.isFinite(v)) {
      json.writeNumber(v);
    } else {
      json.writeNull();
    }
  }

  private static void real(JsonGenerator json, double v) {
    if (Double.isFinite(v)) {
      json.writeNumber(v);
    } else {
      json.writeNull();
    }
  }

  private static void parameters(JsonGenerator json, Map<String, Object> parameters) {
    json.writeObjectPropertyStart("parameters");
    parameters.forEach((name, value) -> {
      switch (value) {
        case Boolean b -> json.writeBooleanProperty(name, b);
        case Long n -> json.writeNumberProperty(name, n);
        case Double d -> json.writeNumberProperty(name, d);
        default -> json.writeStringProperty(name, value.toString());
      }
    });
    json.writeEndObject();
  }
}
