package dev.gambeson.server.oip;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads the elements of one tensor, nested or flat, into one array. Memory grows with the bytes
/// that have come, never with what a shape claims.
final class Elements {
  private static final int START = 32;

  private final int most;
  private double[] numbers = new double[0];
  private String @Nullable [] texts = null;
  private int size;

  /// Length of the arrays of each level; they must be equal.
  private final int[] lengths = new int[Shape.MAX_RANK + 1];

  private int levels;

  /// @param most how many elements may still come
  Elements(int most) {
    this.most = most;
    Arrays.fill(lengths, -1);
  }

  int size() {
    return size;
  }

  /// @param expected number of elements if the shape is known already, else -1
  void read(JsonParser in, int expected) {
    Json.expect(in, JsonToken.START_ARRAY, "'data'", "an array");
    if (expected > most) {
      throw tooMany();
    }
    numbers = new double[expected >= 0 ? Math.min(expected, 4096) : START];
    array(in, 0);
  }

  private void array(JsonParser in, int level) {
    if (level > Shape.MAX_RANK) {
      throw new BadRequest("bad-shape", "'data' is nested more deeply than a shape can say.");
    }
    levels = Math.max(levels, level + 1);
    int count = 0;
    for (JsonToken t = in.nextToken(); t != JsonToken.END_ARRAY; t = in.nextToken()) {
      if (t == JsonToken.START_ARRAY) {
        array(in, level + 1);
      } else {
        element(in, t);
      }
      count++;
    }
    if (lengths[level] >= 0 && lengths[level] != count) {
      throw new BadRequest("bad-shape", "The arrays in 'data' differ in length on one level.");
    }
    lengths[level] = count;
  }

  private void element(JsonParser in, JsonToken token) {
    if (size == most) {
      throw tooMany();
    }
    switch (token) {
      case VALUE_NUMBER_FLOAT, VALUE_NUMBER_INT -> number(Json.finite(in));
      case VALUE_TRUE -> number(1);
      case VALUE_FALSE -> number(0);
      case VALUE_NULL -> missing();
      case VALUE_STRING -> text(in.getString());
      default ->
          throw new BadRequest("bad-data", "'data' must hold numbers, texts or booleans only.");
    }
  }

  private void number(double value) {
    if (texts != null) {
      throw mixed();
    }
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, Math.min(most, Math.max(START, size * 2)));
    }
    numbers[size++] = value;
  }

  private void missing() {
    if (texts == null) {
      number(Double.NaN);
    } else {
      text("");
    }
  }

  private void text(String value) {
    String[] own = texts;
    if (own == null) {
      for (int i = 0; i < size; i++) {
        if (!Double.isNaN(numbers[i])) {
          throw mixed();
        }
      }
      own = new String[Math.max(START, size)];
      Arrays.fill(own, 0, size, "");
      numbers = new double[0];
    }
    if (size == own.length) {
      own = Arrays.copyOf(own, Math.min(most, Math.max(START, size * 2)));
    }
    own[size++] = value;
    texts = own;
  }

  private static BadRequest mixed() {
    return new BadRequest("bad-data", "'data' mixes texts and numbers.");
  }

  private BadRequest tooMany() {
    return new BadRequest("too-many-elements", "The tensors hold more elements than are allowed.");
  }

  /// The elements as a tensor's data.
  Tensor.Data data(String name, Datatype type, long[] shape, int count) {
    if (size != count) {
      throw new BadRequest(
          "bad-shape",
          "Tensor '%s' has %d elements, but its shape says %d.".formatted(name, size, count));
    }
    if (levels > 1) {
      requireNesting(name, shape);
    }
    if (type == Datatype.BYTES) {
      return texts(name);
    }
    if (texts != null) {
      throw new BadRequest("bad-data", "Tensor '%s' holds texts, but is no BYTES.".formatted(name));
    }
    double[] values = numbers.length == size ? numbers : Arrays.copyOf(numbers, size);
    Values.requireFit(name, type, values);
    return new Tensor.Numbers(values);
  }

  private Tensor.Data texts(String name) {
    String[] own = texts;
    if (own != null) {
      return new Tensor.Texts(own.length == size ? own : Arrays.copyOf(own, size));
    }
    for (int i = 0; i < size; i++) {
      if (!Double.isNaN(numbers[i])) {
        throw new BadRequest(
            "bad-data", "Tensor '%s' is BYTES, but holds no texts.".formatted(name));
      }
    }
    String[] empty = new String[size];
    Arrays.fill(empty, "");
    return new Tensor.Texts(empty);
  }

  private void requireNesting(String name, long[] shape) {
    boolean same = levels == shape.length;
    for (int i = 0; same && i < levels; i++) {
      same = lengths[i] < 0 || lengths[i] == shape[i];
    }
    if (!same) {
      throw new BadRequest(
          "bad-shape", "Tensor '%s': 'data' is nested otherwise than its shape.".formatted(name));
    }
  }
}
