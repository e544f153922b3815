package dev.gambeson.data.internal.stream;

import dev.gambeson.core.GambesonException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.arrow.flatbuf.Date;
import org.apache.arrow.flatbuf.DateUnit;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.TimeUnit;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;

/// What Arrow's types mean here, and where their values lie.
sealed interface ArrowType {
  /// No buffers at all: every value is missing.
  record Null() implements ArrowType {}

  /// Text behind offsets of 4 or 8 bytes.
  record Utf8(int offsetBytes) implements ArrowType {}

  /// Bits: 0 and 1.
  record Bool() implements ArrowType {}

  /// Numbers that a double holds, whatever their size.
  record Real(int bytes, Reader<Double> reader) implements ArrowType {}

  /// Whole numbers that a double may round.
  record Whole(boolean signed) implements ArrowType {
    static final int BYTES = 8;
  }

  /// Values with a text of their own: dates, time stamps, decimals.
  record Written(int bytes, Reader<String> reader) implements ArrowType {}

  /// Reads a value.
  interface Reader<T> {
    /// @param at index of its first byte
    T read(ByteBuffer bytes, int at);
  }

  /// The type of a field, or of the indexes of its dictionary.
  static ArrowType of(Field field) {
    return switch (field.typeType()) {
      case Type.Null -> new Null();
      case Type.Bool -> new Bool();
      case Type.Utf8 -> new Utf8(4);
      case Type.LargeUtf8 -> new Utf8(8);
      case Type.Int -> whole((Int) need(field.type(new Int()), field), field);
      case Type.FloatingPoint ->
          floating((FloatingPoint) need(field.type(new FloatingPoint()), field));
      case Type.Date -> date((Date) need(field.type(new Date()), field));
      case Type.Timestamp -> timestamp((Timestamp) need(field.type(new Timestamp()), field));
      case Type.Decimal -> decimal((Decimal) need(field.type(new Decimal()), field), field);
      default -> throw unsupported(field, name(field.typeType()));
    };
  }

  private static String name(byte type) {
    return type >= 0 && type < Type.names.length
        ? "values of type " + Type.name(type)
        : "values of an unknown type";
  }

  private static <T> T need(@org.jspecify.annotations.Nullable T table, Field field) {
    if (table == null) {
      throw unsupported(field, "values of no type");
    }
    return table;
  }

  /// Whole numbers, also as indexes of a dictionary.
  static ArrowType whole(Int type, Field field) {
    boolean signed = type.isSigned();
    return switch (type.bitWidth()) {
      case 8 -> new Real(1, (b, i) -> (double) (signed ? b.get(i) : b.get(i) & 0xff));
      case 16 -> new Real(2, (b, i) -> (double) (signed ? b.getShort(i) : b.getShort(i) & 0xffff));
      case 32 -> new Real(4, (b, i) -> (double) (signed ? b.getInt(i) : b.getInt(i) & 0xffffffffL));
      case 64 -> new Whole(signed);
      default -> throw unsupported(field, "whole numbers of " + type.bitWidth() + " bits");
    };
  }

  private static ArrowType floating(FloatingPoint type) {
    return switch (type.precision()) {
      case Precision.HALF -> new Real(2, (b, i) -> (double) Float.float16ToFloat(b.getShort(i)));
      case Precision.SINGLE -> new Real(4, (b, i) -> (double) b.getFloat(i));
      default -> new Real(8, ByteBuffer::getDouble);
    };
  }

  private static ArrowType date(Date type) {
    return type.unit() == DateUnit.DAY
        ? new Written(4, (b, i) -> LocalDate.ofEpochDay(b.getInt(i)).toString())
        : new Written(
            8, (b, i) -> LocalDate.ofEpochDay(Math.floorDiv(b.getLong(i), 86_400_000L)).toString());
  }

  private static ArrowType timestamp(Timestamp type) {
    long perSecond =
        switch (type.unit()) {
          case TimeUnit.SECOND -> 1;
          case TimeUnit.MILLISECOND -> 1_000;
          case TimeUnit.MICROSECOND -> 1_000_000;
          default -> 1_000_000_000;
        };
    return new Written(8, (b, i) -> instant(b.getLong(i), perSecond).toString());
  }

  private static Instant instant(long ticks, long perSecond) {
    return Instant.ofEpochSecond(
        Math.floorDiv(ticks, perSecond),
        Math.floorMod(ticks, perSecond) * (1_000_000_000 / perSecond));
  }

  private static ArrowType decimal(Decimal type, Field field) {
    int bytes = type.bitWidth() / 8;
    int scale = type.scale();
    if ((bytes != 4 && bytes != 8 && bytes != 16 && bytes != 32) || Math.abs(scale) > 1000) {
      throw unsupported(field, "decimals of %d bits, scale %d".formatted(type.bitWidth(), scale));
    }
    return new Written(
        bytes,
        (b, i) -> {
          byte[] big = new byte[bytes];
          for (int k = 0; k < bytes; k++) {
            big[bytes - 1 - k] = b.get(i + k);
          }
          return new BigDecimal(new BigInteger(big), scale).toPlainString();
        });
  }

  private static GambesonException unsupported(Field field, String what) {
    return GambesonException.badInput(
        "column '%s' holds %s; write it as numbers, text, dates or time stamps"
            .formatted(field.name(), what));
  }
}
