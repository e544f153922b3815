package dev.gambeson.data.internal.stream;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.data.internal.read.ParquetFile;
import dev.gambeson.data.internal.read.ParquetTypes;
import java.util.Map;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/// The cells of one column of a batch, from a column chunk.
final class ParquetColumnBuffer {
  private static final double EXACT = 0x1p53;

  private final String name;
  private final ParquetTypes.Meaning meaning;
  private final boolean asText;
  private final boolean whole;
  private final int cellChars;

  ParquetColumnBuffer(SchemaElement field, int cellChars) {
    this.name = String.valueOf(field.getName());
    this.meaning = ParquetTypes.of(field);
    this.asText = !meaning.numeric() || ParquetTypes.isRounded(field);
    this.whole = field.getType() == Type.INT32 || field.getType() == Type.INT64;
    this.cellChars = cellChars;
  }

  /// Takes the next values.
  ///
  /// @param flaws rows (from 0) whose value is no text, with the reason; added to
  Cells take(ColumnReader reader, int rows, Map<Integer, String> flaws) {
    return asText ? texts(reader, new String[rows], 0, flaws) : numbers(reader, rows, flaws);
  }

  private Cells numbers(ColumnReader reader, int rows, Map<Integer, String> flaws) {
    double[] values = new double[rows];
    for (int row = 0; row < rows; row++) {
      if (ParquetFile.isPresent(reader)) {
        double value = meaning.number().applyAsDouble(reader);
        if (whole && Math.abs(value) >= EXACT) {
          return texts(reader, formatted(values, row), row, flaws);
        }
        values[row] = value;
      } else {
        values[row] = Double.NaN;
      }
      reader.consume();
    }
    return new Cells.Numbers(values);
  }

  private static String[] formatted(double[] values, int count) {
    String[] texts = new String[values.length];
    for (int i = 0; i < count; i++) {
      texts[i] = NumericColumn.format(values[i]);
    }
    return texts;
  }

  private Cells texts(ColumnReader reader, String[] texts, int from, Map<Integer, String> flaws) {
    for (int row = from; row < texts.length; row++) {
      texts[row] = ParquetFile.isPresent(reader) ? text(reader, row, flaws) : "";
      reader.consume();
    }
    return new Cells.Texts(texts);
  }

  private String text(ColumnReader reader, int row, Map<Integer, String> flaws) {
    String text;
    try {
      text = meaning.text().apply(reader);
    } catch (GambesonException e) {
      flaws.putIfAbsent(row, "holds bytes that are no UTF-8 text (column '%s')".formatted(name));
      return "";
    }
    if (text.length() > cellChars) {
      throw GambesonException.badInput(
          "column '%s' has a cell of %,d characters; the limit is %,d"
              .formatted(name, text.length(), cellChars));
    }
    @Nullable String what = TextFlaws.of(text);
    if (what != null) {
      flaws.putIfAbsent(row, "holds %s (column '%s')".formatted(what, name));
    }
    return text;
  }
}
