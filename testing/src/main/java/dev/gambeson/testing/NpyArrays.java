package dev.gambeson.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/// Reads the arrays of an `.npz` file of ours: little-endian numbers of 1, 4 or 8 bytes, row by
/// row. For fixtures only; it trusts the file.
public final class NpyArrays {
  private static final Pattern HEADER =
      Pattern.compile(
          "'descr': '([<|])([fiu])(\\d)'.*'fortran_order': False.*'shape': \\(([^)]*)\\)");

  private NpyArrays() {}

  /// An array of numbers.
  ///
  /// @param shape length of each dimension
  /// @param values all values, last dimension fastest
  @SuppressWarnings("ArrayRecordComponent") // a fixture, read only
  public record Array(int[] shape, double[] values) {
    /// The values as whole numbers.
    public int[] ints() {
      int[] out = new int[values.length];
      for (int i = 0; i < out.length; i++) {
        out[i] = (int) values[i];
      }
      return out;
    }
  }

  /// Every array of the file, by name.
  public static Map<String, Array> read(Path npz) {
    Map<String, Array> arrays = new LinkedHashMap<>();
    try (InputStream in = Files.newInputStream(npz);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        arrays.put(e.getName().replaceFirst("\\.npy$", ""), parse(zip.readAllBytes()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return arrays;
  }

  private static Array parse(byte[] npy) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
    int start = npy[6] == 1 ? 10 : 12;
    int length = npy[6] == 1 ? bytes.getShort(8) & 0xffff : bytes.getInt(8);
    try (InputStream in = new ByteArrayInputStream(npy, start, length)) {
      String header = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      Matcher m = HEADER.matcher(header);
      if (!m.find()) {
        throw new IOException("cannot read the array header " + header);
      }
      return array(bytes.position(start + length), m.group(2) + m.group(3), shape(m.group(4)));
    }
  }

  private static int[] shape(String text) {
    return Pattern.compile("\\d+")
        .matcher(text)
        .results()
        .mapToInt(r -> Integer.parseInt(r.group()))
        .toArray();
  }

  private static Array array(ByteBuffer bytes, String type, int[] shape) throws IOException {
    int n = 1;
    for (int s : shape) {
      n = Math.multiplyExact(n, s);
    }
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] =
          switch (type) {
            case "f8" -> bytes.getDouble();
            case "f4" -> bytes.getFloat();
            case "i8" -> bytes.getLong();
            case "i4" -> bytes.getInt();
            case "u1" -> bytes.get() & 0xff;
            case "i1" -> bytes.get();
            default -> throw new IOException("cannot read arrays of type " + type);
          };
    }
    return new Array(shape, values);
  }
}
