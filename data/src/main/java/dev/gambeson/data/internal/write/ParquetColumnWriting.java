package dev.gambeson.data.internal.write;

import dev.gambeson.core.data.Cells;
import dev.gambeson.core.data.NumericColumn;
import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/// One column of the row group that is being written.
final class ParquetColumnWriting {
  private final String name;
  private final boolean numeric;
  private final ByteArrayOutputStream values = new ByteArrayOutputStream();
  private final ByteArrayOutputStream levels = new ByteArrayOutputStream(); // runs of 0 and 1
  private final ByteBuffer eight = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
  private boolean present; // what the open run is of
  private int run;

  /// A page as it goes to the file.
  @SuppressWarnings("ArrayRecordComponent") // handed on once
  record Page(byte[] header, byte[] packed, int packedLength, int unpackedLength) {}

  ParquetColumnWriting(String name, boolean numeric) {
    this.name = name;
    this.numeric = numeric;
  }

  String name() {
    return name;
  }

  boolean isNumeric() {
    return numeric;
  }

  /// Memory so far.
  long bytes() {
    return (long) values.size() + levels.size();
  }

  /// @return whether this column can hold the cell
  boolean add(Cells cells, int row) {
    boolean here = !cells.isMissing(row);
    if (here && !(numeric ? addNumber(cells, row) : addText(cells.text(row)))) {
      return false;
    }
    if (here != present) {
      endRun();
      present = here;
    }
    run++;
    return true;
  }

  private boolean addNumber(Cells cells, int row) {
    double value;
    switch (cells) {
      case Cells.Numbers(double[] numbers) -> value = numbers[row];
      case Cells.Texts(String[] texts) -> {
        try {
          value = Double.parseDouble(texts[row]);
        } catch (NumberFormatException e) {
          return false;
        }
        if (!NumericColumn.format(value).equals(texts[row])) {
          return false;
        }
      }
    }
    values.write(eight.putDouble(0, value).array(), 0, 8);
    return true;
  }

  private boolean addText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (text.chars().anyMatch(c -> Character.isSurrogate((char) c))
        && !new String(utf8, StandardCharsets.UTF_8).equals(text)) {
      return false;
    }
    values.write(eight.putInt(0, utf8.length).array(), 0, 4);
    values.write(utf8, 0, utf8.length);
    return true;
  }

  /// The hybrid encoding of levels (Parquet, "RLE"), all of it runs: length times two, then value.
  private void endRun() {
    if (run == 0) {
      return;
    }
    long header = (long) run << 1;
    while (header > 0x7f) {
      levels.write((int) (header & 0x7f) | 0x80);
      header >>>= 7;
    }
    levels.write((int) header);
    levels.write(present ? 1 : 0);
    run = 0;
  }

  /// The page of these rows; the column is empty afterwards.
  Page take(int rows) {
    endRun();
    byte[] plain = new byte[4 + levels.size() + values.size()];
    ByteBuffer.wrap(plain)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(levels.size())
        .put(levels.toByteArray())
        .put(values.toByteArray());
    levels.reset();
    values.reset();
    SnappyJavaCompressor snappy = new SnappyJavaCompressor();
    byte[] packed = new byte[snappy.maxCompressedLength(plain.length)];
    int length = snappy.compress(plain, 0, plain.length, packed, 0, packed.length);
    PageHeader header =
        new PageHeader(PageType.DATA_PAGE, plain.length, length)
            .setData_page_header(
                new DataPageHeader(rows, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      Util.writePageHeader(header, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // into memory
    }
    return new Page(out.toByteArray(), packed, length, plain.length);
  }
}
