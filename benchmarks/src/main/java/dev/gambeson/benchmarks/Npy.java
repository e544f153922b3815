package dev.gambeson.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A NumPy array of doubles, as our own scripts write them (version 1, little-endian, row-major):
/// for benchmarks only, not for files of strangers.
@SuppressWarnings("ArrayRecordComponent") // a bulk buffer
record Npy(int rows, int columns, double[] values) {
  private static final Pattern SHAPE = Pattern.compile("'shape': \\((\\d+),(?: (\\d+))?\\)");

  static Npy read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int header = Short.toUnsignedInt(bytes.getShort(8));
    String text = new String(bytes.array(), 10, header, StandardCharsets.ISO_8859_1);
    Matcher shape = SHAPE.matcher(text);
    if (!text.contains("'<f8'") || text.contains("'fortran_order': True") || !shape.find()) {
      throw new IOException(file + " is not a row-major array of doubles: " + text);
    }
    int rows = Integer.parseInt(shape.group(1));
    int columns = shape.group(2) == null ? 1 : Integer.parseInt(shape.group(2));
    double[] values = new double[Math.multiplyExact(rows, columns)];
    bytes.position(10 + header).slice().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
    return new Npy(rows, columns, values);
  }
}
