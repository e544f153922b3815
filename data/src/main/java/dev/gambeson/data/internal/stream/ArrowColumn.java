package dev.gambeson.data.internal.stream;

import dev.gambeson.core.data.Cells;
import dev.gambeson.core.data.NumericColumn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// One column of one record batch: its buffers, all of them checked against its length.
///
/// @param name of the column
/// @param rows number of values
/// @param validity one bit a row, 1 for a value; empty when nothing is missing
/// @param offsets of text
/// @param data values
record ArrowColumn(
    String name,
    ArrowType type,
    int rows,
    ByteBuffer validity,
    ByteBuffer offsets,
    ByteBuffer data) {
  private static final double EXACT = 0x1p53;

  ArrowColumn {
    long needed =
        switch (type) {
          case ArrowType.Null _ -> 0;
          case ArrowType.Utf8 u -> rows == 0 ? 0 : (rows + 1L) * u.offsetBytes();
          case ArrowType.Bool _ -> (rows + 7L) / 8;
          case ArrowType.Real n -> (long) rows * n.bytes();
          case ArrowType.Whole _ -> (long) rows * ArrowType.Whole.BYTES;
          case ArrowType.Written w -> (long) rows * w.bytes();
        };
    ByteBuffer counted = type instanceof ArrowType.Utf8 ? offsets : data;
    if (needed > counted.remaining()
        || (validity.hasRemaining() && (rows + 7L) / 8 > validity.remaining())) {
      throw new IndexOutOfBoundsException("buffers of column '" + name + "' are too short");
    }
  }

  /// Some rows.
  ///
  /// @param flaws by row, counted from `from`; added to
  Cells take(int from, int count, int cellChars, Map<Integer, String> flaws) throws IOException {
    return switch (type) {
      case ArrowType.Null _ -> numbers(from, count, _ -> Double.NaN);
      case ArrowType.Bool _ -> numbers(from, count, r -> (data.get(r >> 3) >> (r & 7)) & 1);
      case ArrowType.Real n -> numbers(from, count, r -> n.reader().read(data, r * n.bytes()));
      case ArrowType.Whole w -> whole(from, count, w.signed());
      case ArrowType.Written w -> {
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
          int row = from + i;
          texts[i] = isMissing(row) ? "" : w.reader().read(data, row * w.bytes());
        }
        yield new Cells.Texts(texts);
      }
      case ArrowType.Utf8 u -> texts(u, from, count, cellChars, flaws);
    };
  }

  private interface Value {
    double at(int row);
  }

  private Cells numbers(int from, int count, Value value) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = isMissing(from + i) ? Double.NaN : value.at(from + i);
    }
    return new Cells.Numbers(values);
  }

  /// Numbers, or text as soon as a double would round one of them.
  private Cells whole(int from, int count, boolean signed) {
    double[] values = new double[count];
    boolean exact = true;
    for (int i = 0; i < count && exact; i++) {
      long value = data.getLong((from + i) * ArrowType.Whole.BYTES);
      boolean missing = isMissing(from + i);
      values[i] = missing ? Double.NaN : (double) value;
      exact = missing || (Math.abs((double) value) < EXACT && (signed || value >= 0));
    }
    if (exact) {
      return new Cells.Numbers(values);
    }
    String[] texts = new String[count];
    for (int i = 0; i < count; i++) {
      long value = data.getLong((from + i) * ArrowType.Whole.BYTES);
      texts[i] =
          isMissing(from + i) ? "" : signed ? Long.toString(value) : Long.toUnsignedString(value);
    }
    return new Cells.Texts(texts);
  }

  private Cells texts(
      ArrowType.Utf8 utf8, int from, int count, int cellChars, Map<Integer, String> flaws)
      throws IOException {
    String[] texts = new String[count];
    for (int i = 0; i < count; i++) {
      texts[i] = "";
      if (!isMissing(from + i)) {
        long start = offset(utf8, from + i);
        long end = offset(utf8, from + i + 1);
        if (start < 0 || end < start || end > data.remaining()) {
          throw new IOException("a text of column '%s' lies outside its buffer".formatted(name));
        }
        if (end - start > 4L * cellChars) {
          throw new IOException(
              "column '%s' has a cell of %,d bytes; the limit is %,d characters"
                  .formatted(name, end - start, cellChars));
        }
        texts[i] = text((int) start, (int) (end - start), i, flaws);
      }
    }
    return new Cells.Texts(texts);
  }

  private long offset(ArrowType.Utf8 utf8, int index) {
    return utf8.offsetBytes() == 4 ? offsets.getInt(index * 4) : offsets.getLong(index * 8);
  }

  private String text(int start, int length, int row, Map<Integer, String> flaws) {
    byte[] bytes = new byte[length];
    data.get(start, bytes);
    String text = new String(bytes, StandardCharsets.UTF_8);
    String what =
        text.indexOf('\uFFFD') >= 0
                && !java.util.Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8))
            ? "bytes that are no UTF-8 text"
            : TextFlaws.of(text);
    if (what != null) {
      flaws.putIfAbsent(row, "holds %s (column '%s')".formatted(what, name));
    }
    return text;
  }

  boolean isMissing(int row) {
    return type instanceof ArrowType.Null
        || (validity.hasRemaining() && ((validity.get(row >> 3) >> (row & 7)) & 1) == 0);
  }

  /// An index into a dictionary; -1 when missing.
  long index(int row) {
    if (isMissing(row)) {
      return -1;
    }
    return type instanceof ArrowType.Real n
        ? n.reader().read(data, row * n.bytes()).longValue()
        : data.getLong(row * ArrowType.Whole.BYTES);
  }

  static String[] asTexts(Cells cells) {
    return switch (cells) {
      case Cells.Texts(String[] values) -> values;
      case Cells.Numbers(double[] values) -> {
        String[] texts = new String[values.length];
        java.util.Arrays.setAll(texts, i -> NumericColumn.format(values[i]));
        yield texts;
      }
    };
  }
}
