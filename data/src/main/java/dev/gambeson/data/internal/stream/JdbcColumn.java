package dev.gambeson.data.internal.stream;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.data.NumericColumn;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One column of an answer, gathered into a batch.
final class JdbcColumn {
  private static final double EXACT = 0x1p53;

  private final String name;
  private final boolean numeric;
  private final Getter getter;
  private String[] texts = new String[0];
  private boolean exact;

  private interface Getter {
    /// The cell as text; null when missing.
    @Nullable String get(ResultSet result, int index) throws SQLException;
  }

  private JdbcColumn(String name, boolean numeric, Getter getter) {
    this.name = name;
    this.numeric = numeric;
    this.getter = getter;
  }

  static JdbcColumn of(String name, int type, String typeName) {
    return switch (type) {
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT ->
          new JdbcColumn(
              name,
              true,
              (r, i) -> {
                long value = r.getLong(i);
                return r.wasNull() ? null : Long.toString(value);
              });
      case Types.REAL, Types.FLOAT, Types.DOUBLE ->
          new JdbcColumn(
              name,
              true,
              (r, i) -> {
                double value = r.getDouble(i);
                return r.wasNull() ? null : NumericColumn.format(value);
              });
      case Types.BOOLEAN, Types.BIT ->
          new JdbcColumn(
              name,
              true,
              (r, i) -> {
                boolean value = r.getBoolean(i);
                return r.wasNull() ? null : value ? "1" : "0";
              });
      case Types.NUMERIC, Types.DECIMAL -> text(name, JdbcColumn::decimal);
      case Types.DATE -> text(name, (r, i) -> string(r.getObject(i, LocalDate.class)));
      case Types.TIMESTAMP -> // PostgreSQL gives this type for both kinds
          typeName.equals("timestamptz")
              ? text(name, JdbcColumn::instant)
              : text(name, (r, i) -> string(r.getObject(i, LocalDateTime.class)));
      case Types.TIMESTAMP_WITH_TIMEZONE -> text(name, JdbcColumn::instant);
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB, Types.ARRAY ->
          throw GambesonException.badInput(
              "The column '%s' of the query is of type %s, which is no number, text or date. Leave it out, or cast it."
                  .formatted(name, typeName));
      default -> text(name, ResultSet::getString);
    };
  }

  private static JdbcColumn text(String name, Getter getter) {
    return new JdbcColumn(name, false, getter);
  }

  private static @Nullable String decimal(ResultSet result, int index) throws SQLException {
    BigDecimal value = result.getBigDecimal(index);
    return value == null ? null : value.toPlainString();
  }

  private static @Nullable String instant(ResultSet result, int index) throws SQLException {
    OffsetDateTime value = result.getObject(index, OffsetDateTime.class);
    return value == null
        ? null
        : value.withOffsetSameInstant(ZoneOffset.UTC).toInstant().toString();
  }

  private static @Nullable String string(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  void begin(int rows) {
    texts = new String[rows];
    exact = numeric;
  }

  /// Takes the cell of the current row.
  ///
  /// @return it as text, empty when missing
  String take(ResultSet result, int index, int row, Map<Integer, String> flaws)
      throws SQLException {
    String value = getter.get(result, index);
    texts[row] = value == null ? "" : value;
    String what = numeric ? null : TextFlaws.of(texts[row]);
    if (what != null) {
      flaws.putIfAbsent(row, "holds %s (column '%s')".formatted(what, name));
    }
    return texts[row];
  }

  /// The first `rows` cells: numbers, unless a double would round one of them.
  Cells cells(int rows) {
    double[] values = new double[exact ? rows : 0];
    for (int r = 0; r < values.length; r++) {
      values[r] = texts[r].isEmpty() ? Double.NaN : Double.parseDouble(texts[r]);
      if (Math.abs(values[r]) >= EXACT && texts[r].indexOf('.') < 0) {
        return new Cells.Texts(Arrays.copyOf(texts, rows));
      }
    }
    return exact ? new Cells.Numbers(values) : new Cells.Texts(Arrays.copyOf(texts, rows));
  }
}
