package dev.gambeson.data.internal.read;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Column;
import dev.gambeson.data.ReadOptions;
import dev.gambeson.data.ReadOptions.Kind;
import java.util.Optional;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.format.SchemaElement;

/// A column of a Parquet file while it is read.
final class ParquetCells {
  private static final int CHECK_ROWS = 4096;

  private final String name;
  private final ParquetTypes.Meaning meaning;
  private final ReadOptions options;
  private final Growing cells;

  ParquetCells(SchemaElement field, Optional<Kind> given, ReadOptions options) {
    this.name = Thrift.need(field.getName());
    this.meaning = ParquetTypes.of(field);
    this.options = options;
    boolean numeric = given.map(k -> k == Kind.NUMBER).orElse(meaning.numeric());
    this.cells = numeric ? new Growing.Numbers() : new Growing.Texts();
  }

  String name() {
    return name;
  }

  void add(ColumnReader reader) {
    switch (cells) {
      case Growing.Numbers numbers -> addNumber(numbers, reader);
      case Growing.Texts texts -> addText(texts, meaning.text().apply(reader));
    }
    if (cells.size() % CHECK_ROWS == 0 && cells.bytes() > options.limits().memoryBytes()) {
      throw GambesonException.badInput(
          "column '%s' alone takes more memory than Java may use; give it more heap (-Xmx)"
              .formatted(name));
    }
  }

  private void addNumber(Growing.Numbers numbers, ColumnReader reader) {
    if (!meaning.numeric() && isMissing(meaning.text().apply(reader))) {
      numbers.add(Double.NaN);
      return;
    }
    double value = meaning.number().applyAsDouble(reader);
    if (Double.isInfinite(value)) {
      throw GambesonException.badInput(
          "row %d, column '%s' is infinite. Replace it by a number or leave the cell empty"
              .formatted(numbers.size() + 1, name));
    }
    numbers.add(value);
  }

  private void addText(Growing.Texts texts, String text) {
    if (text.length() > options.limits().fieldChars()) {
      throw GambesonException.badInput(
          "row %d, column '%s' has %,d characters; the limit is %,d"
              .formatted(texts.size() + 1, name, text.length(), options.limits().fieldChars()));
    }
    if (isMissing(text)) {
      texts.addMissing();
    } else {
      texts.add(text.toCharArray(), 0, text.length());
    }
  }

  private boolean isMissing(String text) {
    return text.isEmpty() || options.missing().contains(text);
  }

  void addMissing() {
    switch (cells) {
      case Growing.Numbers numbers -> numbers.add(Double.NaN);
      case Growing.Texts texts -> texts.addMissing();
    }
  }

  Column finish() {
    return cells.finish(name);
  }
}
