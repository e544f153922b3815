package dev.gambeson.model.tree;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Reads Universal Binary JSON, draft 12, with its optimised containers (`$` type, `#` count).
/// Every declared length is held against the bytes that remain before anything is allocated;
/// nesting is limited to 64. High-precision numbers are refused: no trainer writes them.
final class UbjsonCursor implements DocumentCursor {
  private static final int MAX_DEPTH = 64;

  private final ByteBuffer in; // big-endian
  private final String source;
  private int depth;
  private byte marker; // type of the value under the cursor

  UbjsonCursor(byte[] bytes, String source) {
    this.in = ByteBuffer.wrap(bytes);
    this.source = source;
    this.marker = marker();
  }

  /// Says that nothing but padding may follow the value just read.
  void end() {
    while (in.hasRemaining()) {
      if (in.get() != 'N') {
        throw bad("something follows the model");
      }
    }
  }

  @Override
  public void object(Consumer<String> field) {
    container(
        '{',
        "an object",
        type -> {
          String name = text(length());
          marker = type == 0 ? marker() : type;
          field.accept(name);
        });
  }

  @Override
  public void array(Runnable element) {
    container(
        '[',
        "an array",
        type -> {
          marker = type == 0 ? marker() : type;
          element.run();
        });
  }

  /// Walks a container; `element` is told the type that all elements share, or 0.
  private void container(char open, String what, ByteHandler element) {
    if (marker != open) {
      throw bad(what + " was expected, not type " + show(marker));
    }
    if (++depth > MAX_DEPTH) {
      throw bad("it is nested deeper than " + MAX_DEPTH);
    }
    byte type = typeOfAll();
    long count = countOfAll(type);
    if (count >= 0) {
      for (long i = 0; i < count; i++) {
        element.accept(type);
      }
    } else {
      char close = open == '{' ? '}' : ']';
      while (peek() != close) {
        element.accept((byte) 0);
      }
      in.get();
    }
    depth--;
  }

  private interface ByteHandler {
    void accept(byte type);
  }

  private byte typeOfAll() {
    if (peek() != '$') {
      return 0;
    }
    in.get();
    return take();
  }

  /// The declared number of elements, or -1 when a closing bracket ends them.
  private long countOfAll(byte type) {
    if (peek() != '#') {
      if (type != 0) {
        throw bad("a typed container has no count");
      }
      return -1;
    }
    in.get();
    long count = whole(take());
    int least = type == 0 ? 1 : width(type);
    if (count < 0 || least == 0 || count > in.remaining() / least) {
      throw bad(
          "it announces %d elements of type %s where %d bytes remain"
              .formatted(count, show(type), in.remaining()));
    }
    return count;
  }

  @Override
  public float[] floats() {
    var bits = new TreeEnsembleBuilder.Ints();
    array(() -> bits.add(Float.floatToRawIntBits((float) number(marker))));
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
    array(() -> {
      double value = number(marker);
      if (value != (int) value) {
        throw bad("the number " + value + " does not fit");
      }
      out.add((int) value);
    });
    return out.toArray();
  }

  @Override
  public String text() {
    return switch (marker) {
      case 'S' -> text(length());
      case 'C' -> String.valueOf((char) (take() & 0xff));
      case 'd', 'D' -> Double.toString(number(marker));
      default -> Long.toString((long) number(marker));
    };
  }

  @Override
  public void skip() {
    switch (marker) {
      case '{' -> object(_ -> skip());
      case '[' -> array(this::skip);
      case 'S', 'H' -> text(length());
      default -> advance(width(marker));
    }
  }

  private double number(byte type) {
    return switch (type) {
      case 'd' -> need(4).getFloat();
      case 'D' -> need(8).getDouble();
      case 'T' -> 1;
      case 'F' -> 0;
      default -> whole(type);
    };
  }

  private long whole(byte type) {
    return switch (type) {
      case 'i' -> need(1).get();
      case 'U' -> need(1).get() & 0xff;
      case 'I' -> need(2).getShort();
      case 'l' -> need(4).getInt();
      case 'L' -> need(8).getLong();
      default -> throw bad("a number was expected, not type " + show(type));
    };
  }

  /// Bytes that a value of this type takes at least.
  private int width(byte type) {
    return switch (type) {
      case 'Z', 'N', 'T', 'F' -> 0;
      case 'i', 'U', 'C', '{', '[' -> 1;
      case 'I', 'S', 'H' -> 2;
      case 'l', 'd' -> 4;
      case 'L', 'D' -> 8;
      default -> throw bad("it has a value of unknown type " + show(type));
    };
  }

  private long length() {
    return whole(take());
  }

  private String text(long length) {
    if (length < 0 || length > in.remaining()) {
      throw bad(
          "it announces a text of %d bytes where %d remain".formatted(length, in.remaining()));
    }
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private byte marker() {
    byte next = take();
    while (next == 'N') {
      next = take();
    }
    return next;
  }

  private byte take() {
    return need(1).get();
  }

  /// The next byte that is no padding, left in place.
  private byte peek() {
    while (need(1).get(in.position()) == 'N') {
      in.get();
    }
    return in.get(in.position());
  }

  private void advance(int bytes) {
    need(bytes).position(in.position() + bytes);
  }

  private ByteBuffer need(int bytes) {
    if (in.remaining() < bytes) {
      throw bad("it ends too early");
    }
    return in;
  }

  private static String show(byte type) {
    return type > 32 && type < 127 ? "'" + (char) type + "'" : "0x%02x".formatted(type);
  }

  private RuntimeException bad(String what) {
    return TreeEnsembleBuilder.unreadable(source, what + ", at byte " + in.position());
  }
}
