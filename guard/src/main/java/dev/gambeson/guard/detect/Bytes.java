package dev.gambeson.guard.detect;

import dev.gambeson.core.GambesonException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/// Reading and writing of stored state: counts are checked before anything is allocated.
final class Bytes {
  private Bytes() {}

  /// Something that writes itself.
  interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  /// Something that is read.
  interface Reading<T> {
    T from(DataInputStream in) throws IOException;
  }

  /// The format of bytes does not hold.
  static final class Malformed extends IOException {
    private static final long serialVersionUID = 1L;

    Malformed(String what) {
      super(what);
    }
  }

  static byte[] of(int magic, Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(magic);
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  /// @throws GambesonException when the bytes are not what they should be
  static <T> T read(byte[] bytes, int magic, String what, Reading<T> reading) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      require(bytes.length >= 4 && in.readInt() == magic, "it does not begin with its mark");
      T read = reading.from(in);
      require(in.read() < 0, "bytes follow its end");
      return read;
    } catch (EOFException e) {
      throw GambesonException.badInput(
          "The %s ends too early, after %d bytes; take another copy or start without it."
              .formatted(what, bytes.length),
          e);
    } catch (Malformed | UTFDataFormatException e) {
      throw GambesonException.badInput(
          "The %s of %d bytes is damaged or of another version: %s. Take another copy or start without it."
              .formatted(what, bytes.length, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void require(boolean holds, String what) throws Malformed {
    if (!holds) {
      throw new Malformed(what);
    }
  }

  /// A count from 0 to `most`, of things that take at least a byte each.
  static int count(DataInputStream in, int most) throws IOException {
    int n = in.readInt();
    require(n >= 0 && n <= most, "a count of " + n + ", at most " + most);
    if (n > in.available()) {
      throw new EOFException();
    }
    return n;
  }

  static void write(DataOutputStream out, int[] values) throws IOException {
    out.writeInt(values.length);
    for (int v : values) {
      out.writeInt(v);
    }
  }

  static int[] ints(DataInputStream in, int most) throws IOException {
    int[] out = new int[count(in, most)];
    for (int i = 0; i < out.length; i++) {
      out[i] = in.readInt();
    }
    return out;
  }

  static void write(DataOutputStream out, long[] values) throws IOException {
    out.writeInt(values.length);
    for (long v : values) {
      out.writeLong(v);
    }
  }

  static long[] longs(DataInputStream in, int most) throws IOException {
    long[] out = new long[count(in, most)];
    for (int i = 0; i < out.length; i++) {
      out[i] = in.readLong();
    }
    return out;
  }

  static void write(DataOutputStream out, short[] values) throws IOException {
    out.writeInt(values.length);
    for (short v : values) {
      out.writeShort(v);
    }
  }

  static short[] shorts(DataInputStream in, int most) throws IOException {
    short[] out = new short[count(in, most)];
    for (int i = 0; i < out.length; i++) {
      out[i] = in.readShort();
    }
    return out;
  }

  static void write(DataOutputStream out, float[] values) throws IOException {
    out.writeInt(values.length);
    for (float v : values) {
      out.writeFloat(v);
    }
  }

  static float[] floats(DataInputStream in, int most) throws IOException {
    float[] out = new float[count(in, most)];
    for (int i = 0; i < out.length; i++) {
      out[i] = in.readFloat();
    }
    return out;
  }

  static float[] ascending(DataInputStream in, int most) throws IOException {
    float[] out = floats(in, most);
    float[] sorted = out.clone();
    Arrays.sort(sorted);
    require(Arrays.equals(out, sorted), "values out of order");
    return out;
  }

  /// A constant by its name.
  static <E extends Enum<E>> E constant(DataInputStream in, E[] constants) throws IOException {
    String name = in.readUTF();
    for (E e : constants) {
      if (e.name().equals(name)) {
        return e;
      }
    }
    throw new Malformed("an unknown word where one of " + constants.length + " is due");
  }

  /// Capitals and the like: finite and not negative.
  static double amount(DataInputStream in) throws IOException {
    double v = in.readDouble();
    require(v >= 0 && v < Double.POSITIVE_INFINITY, "an amount of " + v);
    return v;
  }
}
