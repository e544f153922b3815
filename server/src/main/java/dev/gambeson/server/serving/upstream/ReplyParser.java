package dev.gambeson.server.serving.upstream;

import dev.gambeson.server.oip.BadRequest;
import dev.gambeson.server.oip.BinaryTensors;
import dev.gambeson.server.oip.Datatype;
import dev.gambeson.server.oip.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Reads the tensors of a reply: Open Inference Protocol v2, "Inference Response JSON Object", with
/// the binary tensor data extension.
///
/// Guaranteed: whatever the bytes, either tensors with as many elements as their shapes say, or
/// [dev.gambeson.server.serving.Unavailable]; memory within a small multiple of the body, whose
/// size the caller has limited. `null` is read as NaN.
final class ReplyParser {
  private static final int MOST_TENSORS = 64;
  private static final int MOST_SIZES = 8;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(32)
                  .maxStringLength(64 << 10)
                  .maxNumberLength(64)
                  .maxNameLength(1024)
                  .build())
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private final ByteBuffer binary;
  private final List<Tensor> tensors = new ArrayList<>(2);

  private ReplyParser(ByteBuffer binary) {
    this.binary = binary;
  }

  /// @param headerLength bytes of the JSON part; the rest are binary tensors
  static List<Tensor> read(byte[] body, int headerLength) {
    if (headerLength < 0 || headerLength > body.length) {
      throw ReplyReader.wrong("Its Inference-Header-Content-Length is longer than its body.");
    }
    ByteBuffer binary =
        ByteBuffer.wrap(body, headerLength, body.length - headerLength)
            .order(ByteOrder.LITTLE_ENDIAN);
    try (JsonParser in = FACTORY.createParser(ObjectReadContext.empty(), body, 0, headerLength)) {
      List<Tensor> tensors = new ReplyParser(binary).read(in);
      if (in.nextToken() != null || binary.hasRemaining()) {
        throw ReplyReader.wrong("There are bytes behind its end.");
      }
      return tensors;
    } catch (JacksonException e) {
      throw ReplyReader.wrong("It is no sound JSON within the limits.");
    } catch (BadRequest e) {
      throw ReplyReader.wrong("A binary tensor of it is damaged.");
    }
  }

  private List<Tensor> read(JsonParser in) {
    expect(in.nextToken(), JsonToken.START_OBJECT);
    boolean found = false;
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean outputs = in.currentName().equals("outputs");
      JsonToken value = in.nextToken();
      if (!outputs) {
        in.skipChildren();
        continue;
      }
      if (found) {
        throw ReplyReader.wrong("It has 'outputs' twice.");
      }
      found = true;
      expect(value, JsonToken.START_ARRAY);
      while (in.nextToken() != JsonToken.END_ARRAY) {
        tensors.add(new Output().read(in));
        if (tensors.size() > MOST_TENSORS) {
          throw ReplyReader.wrong("It has more than %d tensors.".formatted(MOST_TENSORS));
        }
      }
    }
    return tensors;
  }

  private static void expect(@Nullable JsonToken got, JsonToken wanted) {
    if (got != wanted) {
      throw ReplyReader.wrong("It is no reply of the Open Inference Protocol.");
    }
  }

  /// One tensor while it is read; its fields may come in any order.
  private final class Output {
    private String name = "";
    private @Nullable Datatype type;
    private long @Nullable [] shape;
    private Tensor.@Nullable Data data;
    private int binarySize = -1;

    Tensor read(JsonParser in) {
      expect(in.currentToken(), JsonToken.START_OBJECT);
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = in.currentName();
        JsonToken value = in.nextToken();
        switch (field) {
          case "name" -> name = value == JsonToken.VALUE_STRING ? in.getString() : "";
          case "datatype" -> type = type(in);
          case "shape" -> shape = shape(in);
          case "parameters" -> parameters(in);
          case "data" -> data = data(in);
          default -> in.skipChildren();
        }
      }
      return tensor();
    }

    private Tensor tensor() {
      long[] sizes = shape;
      Datatype kind = type;
      if (sizes == null || kind == null) {
        throw ReplyReader.wrong("A tensor of it has no shape or no known datatype.");
      }
      long count = 1;
      for (long size : sizes) {
        if (size < 0 || (size > 0 && count > Integer.MAX_VALUE / size)) {
          throw ReplyReader.wrong("A tensor of it has an impossible shape.");
        }
        count *= size;
      }
      Tensor.Data elements = binarySize >= 0 ? binary(kind, (int) count) : data;
      if (elements == null || elements.size() != count) {
        throw ReplyReader.wrong("A tensor of it has not as many elements as its shape says.");
      }
      return new Tensor(name, kind, sizes, elements);
    }

    private Tensor.Data binary(Datatype kind, int count) {
      // What the shape claims is held against the bytes that are there before any memory is taken.
      long least = kind == Datatype.BYTES ? 4L * count : (long) kind.bytes() * count;
      if (binarySize > binary.remaining() || least > binarySize) {
        throw ReplyReader.wrong("A binary tensor of it is cut off.");
      }
      ByteBuffer own = binary.slice(binary.position(), binarySize);
      binary.position(binary.position() + binarySize);
      return BinaryTensors.read(name, kind, count, own);
    }

    private void parameters(JsonParser in) {
      if (in.currentToken() != JsonToken.START_OBJECT) {
        in.skipChildren();
        return;
      }
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean size = in.currentName().equals("binary_data_size");
        if (in.nextToken() == JsonToken.VALUE_NUMBER_INT && size) {
          binarySize = Math.max(0, in.getIntValue());
        } else {
          in.skipChildren();
        }
      }
    }
  }

  private static @Nullable Datatype type(JsonParser in) {
    return in.currentToken() == JsonToken.VALUE_STRING
        ? Metadata.datatype(in.getString()).orElse(null)
        : null;
  }

  private static long[] shape(JsonParser in) {
    expect(in.currentToken(), JsonToken.START_ARRAY);
    long[] sizes = new long[MOST_SIZES];
    int n = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      expect(in.currentToken(), JsonToken.VALUE_NUMBER_INT);
      if (n == MOST_SIZES) {
        throw ReplyReader.wrong("A tensor of it has more than %d sizes.".formatted(MOST_SIZES));
      }
      sizes[n++] = in.getLongValue();
    }
    return Arrays.copyOf(sizes, n);
  }

  /// Flat or nested, numbers or texts; not both.
  private static Tensor.Data data(JsonParser in) {
    expect(in.currentToken(), JsonToken.START_ARRAY);
    double[] numbers = new double[8];
    List<String> texts = new ArrayList<>(0);
    int n = 0;
    int depth = 1;
    while (depth > 0) {
      JsonToken token = in.nextToken();
      switch (token) {
        case START_ARRAY -> depth++;
        case END_ARRAY -> depth--;
        case VALUE_STRING -> texts.add(in.getString());
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> {
          if (n == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * n);
          }
          numbers[n++] = number(in, token);
        }
        case null, default -> throw ReplyReader.wrong("The data of a tensor is no list of values.");
      }
    }
    if (n > 0 && !texts.isEmpty()) {
      throw ReplyReader.wrong("The data of a tensor mixes numbers and texts.");
    }
    return texts.isEmpty()
        ? new Tensor.Numbers(Arrays.copyOf(numbers, n))
        : new Tensor.Texts(texts.toArray(String[]::new));
  }

  private static double number(JsonParser in, JsonToken token) {
    return switch (token) {
      case VALUE_TRUE -> 1;
      case VALUE_FALSE -> 0;
      case VALUE_NULL -> Double.NaN;
      default -> in.getDoubleValue();
    };
  }
}
