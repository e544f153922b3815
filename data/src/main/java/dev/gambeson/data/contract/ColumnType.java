package dev.gambeson.data.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the cells of a column are, when they are not empty.
public enum ColumnType {
  /// Whole numbers of at most 18 digits: `-12`, `007`. `3.0` is none, unless the source itself
  /// declares numbers.
  INTEGER,
  /// Finite decimal numbers: `3`, `-0.5`, `1e-3`.
  DECIMAL,
  /// `true`, `false`, `yes`, `no` in any case, `1`, `0`.
  BOOLEAN,
  /// Days: `2024-02-29`, or as the column's format says.
  DATE,
  /// Points in time, `2024-02-29T23:59:59.5Z`; without an offset they are taken as UTC.
  TIMESTAMP,
  /// Anything.
  TEXT;

  /// The lower-case name, as in a contract file.
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The type of this name.
  public static Optional<ColumnType> of(String id) {
    return Arrays.stream(values()).filter(t -> t.id().equals(id)).findFirst();
  }

  /// Every name.
  public static List<String> ids() {
    return Arrays.stream(values()).map(ColumnType::id).toList();
  }

  /// Whether its values are numbers.
  public boolean isNumber() {
    return this == INTEGER || this == DECIMAL;
  }

  /// Whether one value can lie before another.
  public boolean isOrdered() {
    return isNumber() || this == DATE || this == TIMESTAMP;
  }
}
