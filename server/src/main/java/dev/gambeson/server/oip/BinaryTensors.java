package dev.gambeson.server.oip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Tensors as bytes: little-endian, row-major; BYTES elements each after their length in 4 bytes;
/// BOOL one byte each. As in the binary tensor data extension and in gRPC's `raw_input_contents`.
public final class BinaryTensors {
  private BinaryTensors() {}

  /// The elements. NaN stands for missing; infinite numbers are refused.
  ///
  /// @param name of the tensor, for messages
  /// @param count number of elements, checked against the limits by the caller
  /// @param bytes exactly the tensor's bytes
  /// @throws BadRequest when they do not fit
  public static Tensor.Data read(String name, Datatype type, int count, ByteBuffer bytes) {
    ByteBuffer in = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (type == Datatype.BYTES) {
      return new Tensor.Texts(texts(name, count, in));
    }
    if (in.remaining() != (long) count * type.bytes()) {
      throw new BadRequest(
          "bad-binary",
          "Tensor '%s' has %d bytes, but its shape needs %d."
              .formatted(name, in.remaining(), (long) count * type.bytes()));
    }
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = number(type, in);
    }
    Values.requireFit(name, type, values);
    return new Tensor.Numbers(values);
  }

  private static double number(Datatype type, ByteBuffer in) {
    return switch (type) {
      case BOOL, UINT8 -> in.get() & 0xFF;
      case INT8 -> in.get();
      case UINT16 -> in.getShort() & 0xFFFF;
      case INT16 -> in.getShort();
      case UINT32 -> in.getInt() & 0xFFFF_FFFFL;
      case INT32 -> in.getInt();
      case INT64 -> in.getLong();
      case UINT64 -> unsigned(in.getLong());
      case FP16 -> Float.float16ToFloat(in.getShort());
      case FP32 -> in.getFloat();
      case FP64 -> in.getDouble();
      case BYTES -> throw new IllegalArgumentException("BYTES are no numbers");
    };
  }

  private static double unsigned(long value) {
    return value < 0 ? 0x1p63 : value; // beyond 2^53 it is refused in any case
  }

  private static String[] texts(String name, int count, ByteBuffer in) {
    if (in.remaining() < 4L * count) {
      throw new BadRequest(
          "bad-binary", "Tensor '%s' has fewer texts than its shape says.".formatted(name));
    }
    String[] texts = new String[count];
    for (int i = 0; i < count; i++) {
      texts[i] = text(name, in);
    }
    if (in.hasRemaining()) {
      throw new BadRequest(
          "bad-binary", "Tensor '%s' has bytes behind its last text.".formatted(name));
    }
    return texts;
  }

  private static String text(String name, ByteBuffer in) {
    int length = in.remaining() < 4 ? -1 : in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new BadRequest(
          "bad-binary", "Tensor '%s': a text goes beyond its end.".formatted(name));
    }
    ByteBuffer own = in.slice(in.position(), length);
    in.position(in.position() + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(own).toString();
    } catch (CharacterCodingException e) {
      throw new BadRequest("bad-binary", "Tensor '%s': a text is no UTF-8.".formatted(name));
    }
  }

  /// The bytes of a tensor. FP16 is rounded; of integer types the caller says whole numbers.
  public static byte[] write(Tensor tensor) {
    return switch (tensor.data()) {
      case Tensor.Numbers(double[] values) -> numbers(tensor.datatype(), values);
      case Tensor.Texts(String[] values) -> texts(values);
    };
  }

  private static byte[] numbers(Datatype type, double[] values) {
    ByteBuffer out =
        ByteBuffer.allocate(Math.multiplyExact(values.length, type.bytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (double v : values) {
      switch (type) {
        case BOOL, UINT8, INT8 -> out.put((byte) (long) v);
        case UINT16, INT16 -> out.putShort((short) (long) v);
        case UINT32, INT32 -> out.putInt((int) (long) v);
        case UINT64, INT64 -> out.putLong((long) v);
        case FP16 -> out.putShort(Float.floatToFloat16((float) v));
        case FP32 -> out.putFloat((float) v);
        case FP64 -> out.putDouble(v);
        case BYTES -> throw new IllegalArgumentException("numbers are no BYTES");
      }
    }
    return out.array();
  }

  private static byte[] texts(String[] values) {
    byte[][] parts = new byte[values.length][];
    int size = 0;
    for (int i = 0; i < values.length; i++) {
      parts[i] = values[i].getBytes(StandardCharsets.UTF_8);
      size = Math.addExact(size, parts[i].length + 4);
    }
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (byte[] part : parts) {
      out.putInt(part.length).put(part);
    }
    return out.array();
  }
}
