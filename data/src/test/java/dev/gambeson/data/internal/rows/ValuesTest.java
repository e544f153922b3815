package dev.gambeson.data.internal.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  private static final OffsetDateTime EPOCH = OffsetDateTime.parse("1970-01-01T00:00:00Z");

  @Test
  void datesAreReadAsTheJdkReadsThem() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      String cell =
          "%04d-%02d-%02d"
              .formatted(random.nextInt(10_000), random.nextInt(14), random.nextInt(33));
      long expected;
      try {
        expected = LocalDate.parse(cell).toEpochDay();
      } catch (DateTimeException _) {
        expected = Values.BAD;
      }
      assertThat(Values.date(cell)).as(cell).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2024-02-29T23:59:59.123456Z, 2024-02-29T23:59:59.123456Z",
    "2024-02-29 23:59, 2024-02-29T23:59:00Z",
    "2024-02-29, 2024-02-29T00:00:00Z",
    "1969-12-31T23:59:59+01:00, 1969-12-31T23:59:59+01:00",
    "2024-01-01T00:00-0530, 2024-01-01T00:00:00-05:30",
    "2024-01-01T00:00:00+02, 2024-01-01T00:00:00+02:00",
  })
  void timestampsAreMicrosecondsSince1970(String cell, String meant) {
    assertThat(Values.timestamp(cell))
        .isEqualTo(ChronoUnit.MICROS.between(EPOCH, OffsetDateTime.parse(meant)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2024",
        "2024-1-1",
        "2024-13-01",
        "2024-01-01T",
        "2024-01-01T1",
        "2024-01-01T24:00",
        "2024-01-01T10:60",
        "2024-01-01T10:10:61",
        "2024-01-01T10:10:10.",
        "2024-01-01T10:10:10Zx",
        "2024-01-01T10:10:10+1",
        "2024-01-01T10:10:10+19:00",
        "2024-01-01X10:10",
        "２０２４-01-01",
        "2024-01-01T10:10:10.1234567890",
        "2024-01-01T10:10:1"
      })
  void whatIsNoTimestampIsBad(String cell) {
    assertThat(Values.timestamp(cell)).isEqualTo(Values.BAD);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "-12,-12", "+7,7", "007,7", "999999999999999999,999999999999999999"})
  void wholeNumbersAreRead(String cell, long value) {
    assertThat(Values.integer(cell)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "+", "1.0", "1e3", " 1", "1 ", "--1", "1234567890123456789", "٣"})
  void whatIsNoWholeNumberIsBad(String cell) {
    assertThat(Values.integer(cell)).isEqualTo(Values.BAD);
  }
}
