package dev.gambeson.redteam.evasion;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Reads the float32 arrays of our own NumPy archives.
final class Npz {
  private Npz() {}

  static Map<String, float[]> read(Path file) {
    Map<String, float[]> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        try (InputStream in = zip.getInputStream(entry)) {
          arrays.put(entry.getName().replace(".npy", ""), floats(in.readAllBytes()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return arrays;
  }

  private static float[] floats(byte[] npy) {
    int header = (npy[8] & 0xff) | (npy[9] & 0xff) << 8;
    String text = new String(npy, 10, header, StandardCharsets.ISO_8859_1);
    if (!text.contains("'<f4'") || text.contains("'fortran_order': True")) {
      throw new IllegalArgumentException("not a row-major float32 array: " + text);
    }
    float[] values = new float[(npy.length - 10 - header) / 4];
    ByteBuffer.wrap(npy, 10 + header, values.length * 4)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return values;
  }
}
