package dev.gambeson.data.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CellReaderTest {
  private final CellReader reader = new CellReader();

  @ParameterizedTest
  @CsvSource({
    "0,INTEGER",
    "-7,INTEGER",
    "9007199254740993,INTEGER",
    "-0,INTEGER",
    "0.5,DECIMAL",
    ".5,DECIMAL",
    "-1.25e3,DECIMAL",
    "1E5,DECIMAL",
    "12345678901234567890.5,DECIMAL",
    "true,BOOLEAN",
    "No,BOOLEAN",
    "2024-02-29,DATE",
    "2024-02-29T23:59,TIMESTAMP",
    "2024-02-29 23:59:60.123456789Z,TIMESTAMP",
    "2024-02-29T01:02:03+05:30,TIMESTAMP",
    "2024-02-29T01:02:03-0800,TIMESTAMP"
  })
  void whatCanBeReadHasItsType(String cell, CellType type) {
    assertThat(reader.read(cell)).isEqualTo(type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "007",
        "-",
        "+5",
        " 5",
        "5 ",
        "1,5",
        "1_000",
        "0x10",
        "1.",
        ".",
        "-.",
        "1e",
        "1e+",
        "e5",
        "1.5.2",
        "00.5",
        "1e999",
        "Infinity",
        "NaN",
        "tRUE",
        "2023-02-29",
        "2024-13-01",
        "2024-00-10",
        "2024-1-1",
        "2024-01-01T24:00",
        "2024-01-01T10:60",
        "2024-01-01T10:00:61",
        "2024-01-01X10:00",
        "2024-01-01T10:00+5",
        "2024-01-01T10:00:00.",
        "2024-01-01T",
        "١٢٣",
        "12345-",
        "--5",
        "1-2"
      })
  void theRestIsText(String cell) {
    assertThat(reader.read(cell)).isEqualTo(CellType.TEXT);
  }

  @Test
  void digitsWithoutEndAreTextAndNotWork() {
    assertThat(reader.read("1".repeat(1_000_000))).isEqualTo(CellType.TEXT);
    assertThat(reader.read("1." + "1".repeat(1_000_000))).isEqualTo(CellType.TEXT);
  }

  @Test
  void everyNumberIsReadAsTheJdkReadsIt() {
    Random random = new Random(11);
    for (int i = 0; i < 40_000; i++) {
      String cell =
          switch (i % 4) {
            case 0 -> Double.toString(Double.longBitsToDouble(random.nextLong()));
            case 1 -> Long.toString(random.nextLong() >> random.nextInt(64));
            case 2 ->
                Long.toString(random.nextLong() >> random.nextInt(64))
                    + "."
                    + random.nextInt(1_000_000);
            default -> "0." + "0".repeat(random.nextInt(30)) + random.nextInt(Integer.MAX_VALUE);
          };
      CellType type = reader.read(cell);
      if (type == CellType.INTEGER || type == CellType.DECIMAL) {
        if (reader.number() != Double.parseDouble(cell)) {
          throw new AssertionError(cell + " was read as " + reader.number());
        }
      } else {
        assertThat(cell).matches("-?Infinity|NaN");
      }
    }
  }

  @Test
  void wholeNumbersBeyondTheExactOnesSaySo() {
    reader.read("9007199254740992");
    assertThat(reader.isExact()).isTrue();
    reader.read("9007199254740993");
    assertThat(reader.isExact()).isFalse();
  }

  @Test
  void daysAndTimesAreSecondsSinceTheYearZero() {
    Random random = new Random(12);
    for (int i = 0; i < 20_000; i++) {
      LocalDate day = LocalDate.of(random.nextInt(10_000), 1, 1).plusDays(random.nextInt(365));
      if (day.getYear() < 10_000 && reader.read(day.toString()) == CellType.DATE) {
        assertThat(reader.number())
            .as(day.toString())
            .isEqualTo((day.toEpochDay() + 719_468) * 86_400.0);
      }
    }
    String moment = "2026-11-22T08:40:31.250+05:30";
    assertThat(reader.read(moment)).isEqualTo(CellType.TIMESTAMP);
    assertThat(reader.number())
        .isEqualTo(
            719_468 * 86_400.0 + OffsetDateTime.parse(moment).toInstant().toEpochMilli() / 1000.0);
  }
}
