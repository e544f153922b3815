package dev.gambeson.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.data.ReadOptions.Kind;
import dev.gambeson.data.ReadOptions.Limits;
import dev.gambeson.testing.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetReadingTest {
  private static final int ROWS = 200;

  @TempDir Path folder;

  private byte[] bytes(String name) throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/parquet/" + name + ".parquet")) {
      return in.readAllBytes();
    }
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("t.parquet"), content);
  }

  private Path file(String name) throws IOException {
    return file(bytes(name));
  }

  private static void refuses(Path path, ReadOptions options, ExitCode code, String... words) {
    assertThatThrownBy(() -> DataFiles.read(path, options))
        .isInstanceOfSatisfying(
            GambesonException.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(code);
              assertThat(e.getMessage()).contains(words);
            });
  }

  private static void refuses(Path path, String... words) {
    refuses(path, ReadOptions.defaults(), ExitCode.COULD_NOT_RUN, words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "snappy_V1",
        "snappy_V2",
        "zstd_V1",
        "zstd_V2",
        "gzip_V1",
        "gzip_V2",
        "lz4_raw_V1",
        "lz4_raw_V2",
        "uncompressed_V1",
        "uncompressed_V2"
      })
  void everyCodecAndPageVersionGivesTheSameTable(String name) throws IOException {
    Dataset data = DataFiles.read(file(name));
    assertThat(data.size()).isEqualTo(ROWS);
    assertThat(data.columnNames())
        .containsExactly("id", "x", "f", "t", "u", "b", "dec", "bigdec", "d", "ts", "ui", "big");
    for (int i = 0; i < ROWS; i++) {
      assertThat(number(data, "id", i)).isEqualTo(i);
      assertThat(number(data, "x", i)).isEqualTo(i * 37 / 100.0);
      assertThat(number(data, "f", i)).isEqualTo(i * 0.5);
      assertThat(data.column("t").text(i)).isEqualTo(i % 7 == 0 ? "" : "lev" + i % 5);
      assertThat(data.column("t").isMissing(i)).isEqualTo(i % 7 == 0);
      assertThat(data.column("u").text(i)).isEqualTo("täxt " + i);
      assertThat(number(data, "b", i)).isEqualTo(i % 2 == 0 ? 1 : 0);
      assertThat(number(data, "dec", i)).isEqualTo(i / 100.0);
      assertThat(number(data, "bigdec", i)).isEqualTo(i / 100.0);
      assertThat(data.column("d").text(i))
          .isEqualTo(java.time.LocalDate.of(2020, 1, 1).plusDays(i).toString());
      assertThat(data.column("ts").text(i))
          .isEqualTo(java.time.Instant.parse("2020-01-01T00:00:00Z").plusSeconds(i).toString());
      assertThat(number(data, "ui", i)).isEqualTo(i);
      assertThat(number(data, "big", i))
          .isEqualTo(Double.valueOf(i % 3 == 0 ? Double.NaN : i * 1e6));
    }
  }

  private static double number(Dataset data, String column, int row) {
    return ((NumericColumn) data.column(column)).values()[row];
  }

  @Test
  void aColumnCanBeForcedToTextOrNumber() throws IOException {
    Path path = file("snappy_V1");
    Dataset data =
        DataFiles.read(
            path, ReadOptions.defaults().withTypes(Map.of("id", Kind.TEXT, "b", Kind.TEXT)));
    assertThat(data.column("id")).isInstanceOf(TextColumn.class);
    assertThat(data.column("id").text(7)).isEqualTo("7");
    assertThat(data.column("b").text(0)).isEqualTo("true");
    refuses(
        path,
        ReadOptions.defaults().withTypes(Map.of("t", Kind.NUMBER)),
        ExitCode.COULD_NOT_RUN,
        "column 't'",
        "'lev1'",
        "not a number");
  }

  @Test
  void declaredTokensAreMissing() throws IOException {
    Dataset data =
        DataFiles.read(file("snappy_V1"), ReadOptions.defaults().withMissing(Set.of("lev1")));
    assertThat(data.column("t").isMissing(1)).isTrue();
  }

  @Test
  void nestedColumnsAreRefusedByName() throws IOException {
    refuses(file("nested"), "nested values", "'l'", "Flatten");
  }

  @Test
  void anInfiniteNumberNamesItsRowAndColumn() throws IOException {
    refuses(file("inf"), "row 1", "'x'", "infinite");
  }

  @Test
  void aFileWithoutRowsExaminesNothing() throws IOException {
    refuses(file("empty"), ReadOptions.defaults(), ExitCode.NOTHING_EXAMINED, "no rows");
  }

  @Test
  void aFileThatIsNoParquetIsRefusedWhateverItsName() throws IOException {
    refuses(file("a,b\n1,2\n".getBytes()), "not a Parquet file", "PAR1");
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    byte[] whole = bytes("snappy_V1");
    for (int length : new int[] {4, 11, 100, whole.length - 1}) {
      refuses(file(Arrays.copyOf(whole, length)), "not a sound Parquet file");
    }
  }

  @Test
  void aFooterThatLiesAboutItsLengthIsRefused() throws IOException {
    for (int claimed : new int[] {-1, 0, 1, Integer.MAX_VALUE, 20}) {
      byte[] content = bytes("snappy_V1");
      ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putInt(content.length - 8, claimed);
      refuses(file(content), "not a sound Parquet file");
    }
  }

  @Test
  void limitsAreHeldBeforeAnythingIsRead() throws IOException {
    Limits d = Limits.defaults();
    Path path = file("snappy_V1");
    refuses(
        path,
        ReadOptions.defaults()
            .withLimits(
                new Limits(d.fileBytes(), 2399, d.fieldChars(), d.columns(), d.memoryBytes())),
        ExitCode.COULD_NOT_RUN,
        "200 rows of 12 columns",
        "2,399 cells");
    refuses(
        path,
        ReadOptions.defaults()
            .withLimits(new Limits(d.fileBytes(), d.cells(), d.fieldChars(), 11, d.memoryBytes())),
        ExitCode.COULD_NOT_RUN,
        "12 columns");
  }

  @ParameterizedTest
  @ValueSource(strings = {"snappy_V1", "zstd_V2", "gzip_V2", "lz4_raw_V1", "uncompressed_V2"})
  void damagedFilesGiveATableOrAMessage(String name) throws IOException {
    byte[] good = bytes(name);
    SplittableRandom random = new SplittableRandom(17);
    int rounds = Integer.getInteger("gambeson.fuzz", 150);
    int messages = 0;
    for (int i = 0; i < rounds; i++) {
      byte[] content = good.clone();
      int changes = 1 + random.nextInt(3);
      int from = i % 2 == 0 ? 4 : good.length * 3 / 4; // the footer is near the end
      for (int c = 0; c < changes; c++) {
        content[random.nextInt(from, content.length - 8)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(DataFiles.read(file(content)).size()).isPositive();
      } catch (GambesonException e) {
        messages++;
        assertThat(e.getMessage()).contains("t.parquet");
      }
    }
    assertThat(messages).isPositive();
  }

  @Test
  void aRealFileIsReadWhole() {
    Dataset data =
        DataFiles.read(SharedData.require("data/employment_ma/employment_MA_reference.parquet"));
    assertThat(data.size()).isEqualTo(68_785);
    assertThat(data.columnNames()).hasSize(21).contains("AGEP", "SCHL", "employed", "year");
    double[] age = ((NumericColumn) data.column("AGEP")).values();
    assertThat(java.util.Arrays.stream(age)).allMatch(v -> v >= 0 && v <= 100);
    assertThat(Labels.of(data, "employed", java.util.List.of("0", "1")).truth()).hasSize(68_785);
  }
}
