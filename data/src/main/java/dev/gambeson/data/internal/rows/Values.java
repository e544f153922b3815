package dev.gambeson.data.internal.rows;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/// Turns cells into whole numbers that compare as the cells do: days since 1970 for dates,
/// microseconds since 1970 (UTC) for timestamps. No cell throws.
public final class Values {
  /// What a cell that is not of its type becomes.
  public static final long BAD = Long.MIN_VALUE;

  private static final int MAX_DIGITS = 18;
  private static final long DAY = 86_400_000_000L;
  private static final int[] MONTH = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private static final OffsetDateTime EPOCH =
      OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  private Values() {}

  /// A whole number of at most 18 digits.
  public static long integer(String cell) {
    int n = cell.length();
    int i = n > 1 && (cell.charAt(0) == '-' || cell.charAt(0) == '+') ? 1 : 0;
    if (n == 0 || n - i > MAX_DIGITS) {
      return BAD;
    }
    boolean negative = i == 1 && cell.charAt(0) == '-';
    long value = 0;
    for (; i < n; i++) {
      int digit = cell.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return BAD;
      }
      value = value * 10 + digit;
    }
    return negative ? -value : value;
  }

  /// 1, 0 or [#BAD].
  public static long bool(String cell) {
    return switch (cell.length()) {
      case 1 -> cell.charAt(0) == '1' ? 1 : cell.charAt(0) == '0' ? 0 : BAD;
      case 2 -> cell.equalsIgnoreCase("no") ? 0 : BAD;
      case 3 -> cell.equalsIgnoreCase("yes") ? 1 : BAD;
      case 4 -> cell.equalsIgnoreCase("true") ? 1 : BAD;
      case 5 -> cell.equalsIgnoreCase("false") ? 0 : BAD;
      default -> BAD;
    };
  }

  /// Days since 1970 of `uuuu-MM-dd`.
  public static long date(String cell) {
    return cell.length() == 10 ? day(cell) : BAD;
  }

  /// Days since 1970 of the first ten characters.
  private static long day(String cell) {
    if (cell.charAt(4) != '-' || cell.charAt(7) != '-') {
      return BAD;
    }
    int high = two(cell, 0);
    int low = two(cell, 2);
    int month = two(cell, 5);
    int day = two(cell, 8);
    if (high < 0 || low < 0 || month < 1 || month > 12 || day < 1 || day > MONTH[month - 1]) {
      return BAD;
    }
    int year = high * 100 + low;
    if (month == 2 && day == 29 && !IsoChronology.INSTANCE.isLeapYear(year)) {
      return BAD;
    }
    return LocalDate.of(year, month, day).toEpochDay();
  }

  /// Two digits; negative when they are none.
  private static int two(String cell, int at) {
    int tens = cell.charAt(at) - '0';
    int ones = cell.charAt(at + 1) - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
  }

  /// Microseconds since 1970 of `uuuu-MM-dd`, `T` or a space, `HH:mm`, then `:ss`, a fraction and
  /// an offset as wanted. A day alone is its beginning.
  public static long timestamp(String cell) {
    int n = cell.length();
    long day = n >= 10 ? day(cell) : BAD;
    if (day == BAD || n == 10) {
      return day == BAD ? BAD : day * DAY;
    }
    if (n < 16 || (cell.charAt(10) != 'T' && cell.charAt(10) != ' ') || cell.charAt(13) != ':') {
      return BAD;
    }
    int hour = two(cell, 11);
    int minute = two(cell, 14);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) {
      return BAD;
    }
    long micros = day * DAY + (hour * 60L + minute) * 60_000_000L;
    return n == 16 ? micros : seconds(cell, micros);
  }

  private static long seconds(String cell, long minutes) {
    int n = cell.length();
    int i = 16;
    long micros = minutes;
    if (cell.charAt(i) == ':') {
      int second = n >= 19 ? two(cell, 17) : -1;
      if (second < 0 || second > 59) {
        return BAD;
      }
      micros += second * 1_000_000L;
      i = 19;
      if (i < n && cell.charAt(i) == '.') {
        int from = ++i;
        long unit = 100_000;
        for (; i < n && cell.charAt(i) >= '0' && cell.charAt(i) <= '9'; i++) {
          micros += (cell.charAt(i) - '0') * unit;
          unit /= 10;
        }
        if (i == from || i - from > 9) {
          return BAD;
        }
      }
    }
    return offset(cell, i, micros);
  }

  private static long offset(String cell, int i, long micros) {
    int n = cell.length();
    if (i == n || (i == n - 1 && cell.charAt(i) == 'Z')) {
      return micros;
    }
    char sign = cell.charAt(i);
    boolean colon = n - i == 6 && cell.charAt(i + 3) == ':';
    if ((sign != '+' && sign != '-') || !(colon || n - i == 3 || n - i == 5)) {
      return BAD;
    }
    int hours = two(cell, i + 1);
    int minutes = n - i == 3 ? 0 : two(cell, n - 2);
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
      return BAD;
    }
    long shift = (hours * 60L + minutes) * 60_000_000L;
    return sign == '-' ? micros + shift : micros - shift;
  }

  /// A strict reader of a pattern; `y` counts as the year without an era.
  public static DateTimeFormatter pattern(String pattern) {
    return DateTimeFormatter.ofPattern(pattern.replace('y', 'u'), Locale.ROOT)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  public static long date(String cell, DateTimeFormatter format) {
    try {
      return LocalDate.parse(cell, format).toEpochDay();
    } catch (DateTimeException _) {
      return BAD;
    }
  }

  public static long timestamp(String cell, DateTimeFormatter format) {
    try {
      TemporalAccessor parsed =
          format.parseBest(cell, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
      return switch (parsed) {
        case OffsetDateTime t -> micros(t);
        case LocalDateTime t -> micros(t.atOffset(ZoneOffset.UTC));
        case LocalDate d -> Math.multiplyExact(d.toEpochDay(), DAY);
        default -> BAD;
      };
    } catch (DateTimeException | ArithmeticException _) {
      return BAD;
    }
  }

  private static long micros(OffsetDateTime time) {
    return ChronoUnit.MICROS.between(EPOCH, time);
  }
}
