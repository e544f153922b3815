package dev.gambeson.data.internal.read;

import dev.gambeson.core.GambesonException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/// What Parquet's types mean here.
public final class ParquetTypes {
  private static final int LARGEST_SCALE = 1000;

  /// Digits that every double keeps.
  private static final int EXACT_DIGITS = 15;

  private ParquetTypes() {}

  /// How the values of a column are taken.
  ///
  /// @param numeric whether it is a column of numbers unless said otherwise
  /// @param number its value as a number
  /// @param text its value as text, exact
  public record Meaning(
      boolean numeric,
      ToDoubleFunction<ColumnReader> number,
      Function<ColumnReader, String> text) {}

  /// The schema as the decoders want it; logical types are ours to interpret.
  static MessageType schema(List<SchemaElement> fields) {
    List<Type> types = fields.stream().map(ParquetTypes::type).toList();
    return new MessageType("table", types);
  }

  private static Type type(SchemaElement field) {
    Repetition repetition =
        field.getRepetition_type() == FieldRepetitionType.REQUIRED
            ? Repetition.REQUIRED
            : Repetition.OPTIONAL;
    PrimitiveTypeName name =
        switch (Thrift.need(field.getType())) {
          case BOOLEAN -> PrimitiveTypeName.BOOLEAN;
          case INT32 -> PrimitiveTypeName.INT32;
          case INT64 -> PrimitiveTypeName.INT64;
          case INT96 -> PrimitiveTypeName.INT96;
          case FLOAT -> PrimitiveTypeName.FLOAT;
          case DOUBLE -> PrimitiveTypeName.DOUBLE;
          case BYTE_ARRAY -> PrimitiveTypeName.BINARY;
          case FIXED_LEN_BYTE_ARRAY -> PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
        };
    return new PrimitiveType(repetition, name, field.getType_length(), field.getName());
  }

  /// A record converter for readers that are asked cell by cell.
  static GroupConverter noConverter() {
    PrimitiveConverter none = new PrimitiveConverter() {};
    return new GroupConverter() {
      @Override
      public Converter getConverter(int field) {
        return none;
      }

      @Override
      public void start() {}

      @Override
      public void end() {}
    };
  }

  /// How values of this column are taken.
  public static Meaning of(SchemaElement field) {
    return switch (Thrift.need(field.getType())) {
      case BOOLEAN ->
          new Meaning(true, r -> r.getBoolean() ? 1 : 0, r -> Boolean.toString(r.getBoolean()));
      case INT32 -> whole(field, ColumnReader::getInteger, r -> r.getInteger() & 0xffffffffL);
      case INT64 -> whole(field, ColumnReader::getLong, ColumnReader::getLong);
      case FLOAT -> new Meaning(true, ColumnReader::getFloat, r -> Float.toString(r.getFloat()));
      case DOUBLE ->
          new Meaning(true, ColumnReader::getDouble, r -> Double.toString(r.getDouble()));
      case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> bytes(field);
      case INT96 -> throw unsupported(field, "an INT96 time stamp; write it as text or a number");
    };
  }

  private interface Whole {
    long of(ColumnReader reader);
  }

  private static Meaning whole(SchemaElement field, Whole signed, Whole unsigned) {
    if (isDate(field)) {
      return textOnly(field, r -> LocalDate.ofEpochDay(signed.of(r)).toString());
    }
    long perSecond = ticksPerSecond(field);
    if (perSecond > 0) {
      return textOnly(field, r -> instant(signed.of(r), perSecond).toString());
    }
    if (isDecimal(field)) {
      return decimal(field, r -> BigInteger.valueOf(signed.of(r)));
    }
    if (!isUnsigned(field)) {
      return new Meaning(true, r -> (double) signed.of(r), r -> Long.toString(signed.of(r)));
    }
    return new Meaning(
        true,
        r -> new BigDecimal(Long.toUnsignedString(unsigned.of(r))).doubleValue(),
        r -> Long.toUnsignedString(unsigned.of(r)));
  }

  private static Meaning bytes(SchemaElement field) {
    if (isDecimal(field)) {
      return decimal(field, r -> new BigInteger(r.getBinary().getBytes()));
    }
    if (field.getType() == org.apache.parquet.format.Type.FIXED_LEN_BYTE_ARRAY) {
      throw unsupported(field, "raw bytes of fixed length; write it as text or numbers");
    }
    String name = Thrift.need(field.getName());
    return textOnly(field, r -> Utf8.decode(name, r.getBinary().getBytesUnsafe()));
  }

  private static Meaning textOnly(SchemaElement field, Function<ColumnReader, String> text) {
    return new Meaning(
        false,
        r -> {
          String cell = text.apply(r);
          char[] trimmed = cell.strip().toCharArray();
          double value = Decimals.parse(trimmed, 0, trimmed.length);
          if (Double.isNaN(value)) {
            throw GambesonException.badInput(
                "column '%s': '%s' is not a number, and this column must be numeric"
                    .formatted(field.getName(), cell.substring(0, Math.min(40, cell.length()))));
          }
          return value;
        },
        text);
  }

  private static Meaning decimal(SchemaElement field, Function<ColumnReader, BigInteger> unscaled) {
    Optional<LogicalType> type = logical(field).filter(LogicalType::isSetDECIMAL);
    int scale =
        type.isPresent() ? Thrift.need(type.get().getDECIMAL()).getScale() : field.getScale();
    if (Math.abs(scale) > LARGEST_SCALE) {
      throw unsupported(field, "decimals of scale " + scale);
    }
    return new Meaning(
        true,
        r -> new BigDecimal(unscaled.apply(r), scale).doubleValue(),
        r -> new BigDecimal(unscaled.apply(r), scale).toPlainString());
  }

  private static Optional<LogicalType> logical(SchemaElement field) {
    return Optional.ofNullable(field.getLogicalType());
  }

  private static boolean isDecimal(SchemaElement f) {
    return f.getConverted_type() == ConvertedType.DECIMAL
        || logical(f).map(LogicalType::isSetDECIMAL).orElse(false);
  }

  /// Whether doubles may round the numbers of this column, whatever their size.
  public static boolean isRounded(SchemaElement f) {
    Optional<LogicalType> type = logical(f).filter(LogicalType::isSetDECIMAL);
    int precision =
        type.isPresent() ? Thrift.need(type.get().getDECIMAL()).getPrecision() : f.getPrecision();
    return isDecimal(f) && precision > EXACT_DIGITS;
  }

  private static boolean isDate(SchemaElement f) {
    return f.getConverted_type() == ConvertedType.DATE
        || logical(f).map(LogicalType::isSetDATE).orElse(false);
  }

  private static boolean isUnsigned(SchemaElement f) {
    Optional<LogicalType> type = logical(f).filter(LogicalType::isSetINTEGER);
    ConvertedType converted = f.getConverted_type();
    return type.isPresent()
        ? !Thrift.need(type.get().getINTEGER()).isIsSigned()
        : converted != null && converted.name().startsWith("UINT");
  }

  /// 0 when the column holds no time stamps.
  private static long ticksPerSecond(SchemaElement f) {
    Optional<LogicalType> type = logical(f).filter(LogicalType::isSetTIMESTAMP);
    if (type.isPresent()) {
      TimeUnit unit = Thrift.need(Thrift.need(type.get().getTIMESTAMP()).getUnit());
      return unit.isSetMILLIS() ? 1_000 : unit.isSetMICROS() ? 1_000_000 : 1_000_000_000;
    }
    if (f.getConverted_type() == ConvertedType.TIMESTAMP_MILLIS) {
      return 1_000;
    }
    return f.getConverted_type() == ConvertedType.TIMESTAMP_MICROS ? 1_000_000 : 0;
  }

  private static Instant instant(long ticks, long perSecond) {
    return Instant.ofEpochSecond(
        Math.floorDiv(ticks, perSecond),
        Math.floorMod(ticks, perSecond) * (1_000_000_000 / perSecond));
  }

  private static GambesonException unsupported(SchemaElement field, String what) {
    return GambesonException.badInput("column '%s' holds %s".formatted(field.getName(), what));
  }
}
