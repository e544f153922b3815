package dev.gambeson.server.oip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads requests for inference: Open Inference Protocol v2, section "Inference Request JSON
/// Object", with the binary tensor data extension of Triton.
///
/// Guaranteed: whatever the bytes, either a request whose tensors hold as many elements as their
/// shapes say, each one fit for its type, or a [BadRequest]; memory within a small multiple of the
/// body. `null` is read as a missing value (NaN, empty text). Unknown fields are passed over.
/// Immutable and thread-safe.
public final class InferReader {
  private static final int MOST_PARAMETERS = 256;

  private final OipLimits limits;
  private final Json json;

  /// @param limits what a request may be
  public InferReader(OipLimits limits) {
    this.limits = limits;
    this.json = new Json(limits);
  }

  /// A request that is JSON alone.
  public InferRequest read(byte[] body) {
    return read(body, body.length);
  }

  /// A request with binary tensors behind its JSON.
  ///
  /// @param headerLength bytes of the JSON, from the header `Inference-Header-Content-Length`
  public InferRequest read(byte[] body, int headerLength) {
    if (body.length > limits.bodyBytes()) {
      throw new BadRequest(
          "too-large", "The body is larger than %d bytes.".formatted(limits.bodyBytes()));
    }
    if (headerLength < 0 || headerLength > body.length) {
      throw new BadRequest(
          "bad-header-length",
          "Inference-Header-Content-Length must lie between 0 and the length of the body.");
    }
    ByteBuffer binary =
        ByteBuffer.wrap(body, headerLength, body.length - headerLength)
            .order(ByteOrder.LITTLE_ENDIAN);
    return json.read(body, 0, headerLength, in -> new Request(binary).read(in));
  }

  /// One request while it is read.
  private final class Request {
    private final ByteBuffer binary;
    private String id = "";
    private Map<String, Object> parameters = Map.of();
    private final List<Tensor> inputs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private boolean hasInputs;
    private boolean binaryOutput;
    private int left = limits.elements();

    Request(ByteBuffer binary) {
      this.binary = binary;
    }

    InferRequest read(JsonParser in) {
      Json.expect(in, JsonToken.START_OBJECT, "The body", "a JSON object");
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = in.currentName();
        in.nextToken();
        switch (name) {
          case "id" -> id = text(in, "'id'");
          case "parameters" -> parameters = InferReader.parameters(in);
          case "inputs" -> inputs(in);
          case "outputs" -> outputs(in);
          default -> in.skipChildren();
        }
      }
      if (!hasInputs) {
        throw new BadRequest("bad-request", "The request has no 'inputs'.");
      }
      if (binary.hasRemaining()) {
        throw new BadRequest(
            "bad-binary", "There are bytes behind the last binary tensor; check binary_data_size.");
      }
      binaryOutput |= Boolean.TRUE.equals(parameters.get("binary_data_output"));
      return new InferRequest(id, parameters, inputs, outputs, binaryOutput);
    }

    private void inputs(JsonParser in) {
      Json.expect(in, JsonToken.START_ARRAY, "'inputs'", "an array");
      hasInputs = true;
      Set<String> names = new HashSet<>();
      while (in.nextToken() != JsonToken.END_ARRAY) {
        if (inputs.size() == limits.tensors()) {
          throw new BadRequest(
              "too-many-tensors",
              "The request has more than %d tensors.".formatted(limits.tensors()));
        }
        Tensor tensor = new Input(binary, left).read(in);
        if (!names.add(tensor.name())) {
          throw new BadRequest(
              "bad-request", "Two tensors have the name '%s'.".formatted(tensor.name()));
        }
        left -= tensor.data().size();
        inputs.add(tensor);
      }
    }

    private void outputs(JsonParser in) {
      Json.expect(in, JsonToken.START_ARRAY, "'outputs'", "an array");
      while (in.nextToken() != JsonToken.END_ARRAY) {
        Json.expect(in, JsonToken.START_OBJECT, "An output", "an object");
        if (outputs.size() == limits.tensors()) {
          throw new BadRequest("too-many-tensors", "The request asks for too many outputs.");
        }
        output(in);
      }
    }

    private void output(JsonParser in) {
      String name = "";
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = in.currentName();
        in.nextToken();
        switch (field) {
          case "name" -> name = name(in, "An output");
          case "parameters" ->
              binaryOutput |= Boolean.TRUE.equals(InferReader.parameters(in).get("binary_data"));
          default -> in.skipChildren();
        }
      }
      if (name.isEmpty()) {
        throw new BadRequest("bad-request", "An output has no 'name'.");
      }
      outputs.add(name);
    }
  }

  /// One tensor while it is read; its fields may come in any order.
  private static final class Input {
    private final ByteBuffer binary;
    private final int most;
    private String name = "";
    private @Nullable Datatype type;
    private long @Nullable [] shape;
    private @Nullable Elements elements;
    private long binarySize = -1;

    Input(ByteBuffer binary, int most) {
      this.binary = binary;
      this.most = most;
    }

    Tensor read(JsonParser in) {
      Json.expect(in, JsonToken.START_OBJECT, "An input", "an object");
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = in.currentName();
        in.nextToken();
        switch (field) {
          case "name" -> name = name(in, "An input");
          case "datatype" -> type = type(in);
          case "shape" -> shape = shape(in);
          case "data" -> data(in);
          case "parameters" -> binarySize = binarySize(parameters(in));
          default -> in.skipChildren();
        }
      }
      return tensor();
    }

    private void data(JsonParser in) {
      long[] sizes = shape;
      Elements own = new Elements(most);
      own.read(in, sizes == null ? -1 : Shape.elements(name, sizes, most));
      elements = own;
    }

    private Tensor tensor() {
      Datatype is = type;
      long[] sizes = shape;
      if (name.isEmpty() || is == null || sizes == null) {
        throw new BadRequest("bad-request", "An input needs 'name', 'datatype' and 'shape'.");
      }
      int count = Shape.elements(name, sizes, most);
      Elements own = elements;
      if (binarySize >= 0 && own != null) {
        throw new BadRequest(
            "bad-request", "Tensor '%s' has both 'data' and binary data.".formatted(name));
      }
      if (binarySize >= 0) {
        return new Tensor(name, is, sizes, binary(is, count));
      }
      if (own == null) {
        throw new BadRequest("bad-request", "Tensor '%s' has no 'data'.".formatted(name));
      }
      return new Tensor(name, is, sizes, own.data(name, is, sizes, count));
    }

    private Tensor.Data binary(Datatype is, int count) {
      if (binarySize > binary.remaining()) {
        throw new BadRequest(
            "bad-binary",
            "Tensor '%s' has a binary_data_size beyond the end of the body.".formatted(name));
      }
      ByteBuffer own = binary.slice(binary.position(), (int) binarySize);
      binary.position(binary.position() + (int) binarySize);
      return BinaryTensors.read(name, is, count, own);
    }
  }

  private static String text(JsonParser in, String where) {
    Json.expect(in, JsonToken.VALUE_STRING, where, "a text");
    return in.getString();
  }

  private static String name(JsonParser in, String where) {
    String name = text(in, where + "'s 'name'");
    if (name.isEmpty() || name.length() > 256) {
      throw new BadRequest("bad-request", where + "'s 'name' must have 1 to 256 characters.");
    }
    return name;
  }

  private static Datatype type(JsonParser in) {
    String text = text(in, "'datatype'");
    for (Datatype type : Datatype.values()) {
      if (type.name().equals(text)) {
        return type;
      }
    }
    throw new BadRequest("bad-datatype", "A 'datatype' must be one of BOOL, UINT8 to FP64, BYTES.");
  }

  private static long[] shape(JsonParser in) {
    Json.expect(in, JsonToken.START_ARRAY, "'shape'", "an array");
    long[] sizes = new long[Shape.MAX_RANK];
    int rank = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      Json.expect(in, JsonToken.VALUE_NUMBER_INT, "Each size in 'shape'", "a whole number");
      if (rank == Shape.MAX_RANK || !fitsLong(in)) {
        throw new BadRequest("bad-shape", "A 'shape' has too many dimensions or too large a size.");
      }
      sizes[rank++] = in.getLongValue();
    }
    return java.util.Arrays.copyOf(sizes, rank);
  }

  private static boolean fitsLong(JsonParser in) {
    return switch (in.getNumberType()) {
      case INT, LONG -> true;
      default -> false;
    };
  }

  private static Map<String, Object> parameters(JsonParser in) {
    Json.expect(in, JsonToken.START_OBJECT, "'parameters'", "an object");
    Map<String, Object> found = new HashMap<>();
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      in.nextToken();
      if (found.size() == MOST_PARAMETERS) {
        throw new BadRequest("too-many-parameters", "There are too many parameters.");
      }
      found.put(name, Json.scalar(in));
    }
    return found;
  }

  private static long binarySize(Map<String, Object> parameters) {
    Object size = parameters.get("binary_data_size");
    if (size == null) {
      return -1;
    }
    if (size instanceof Long bytes && bytes >= 0) {
      return bytes;
    }
    throw new BadRequest("bad-binary", "binary_data_size must be a whole number from 0.");
  }
}
