package dev.gambeson.data.source;

import static dev.gambeson.core.ExitCode.COULD_NOT_RUN;
import static dev.gambeson.core.ExitCode.NOTHING_EXAMINED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.data.DataFiles;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetStreamTest {
  @TempDir Path folder;

  private byte[] bytes(String name) throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/parquet/" + name + ".parquet")) {
      return in.readAllBytes();
    }
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("t.parquet"), content);
  }

  /// More digits than a double keeps: the stream gives the decimal as it stands.
  private static String decimal(int row) {
    return BigDecimal.valueOf(100L * row, 4).toPlainString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"snappy_V1", "zstd_V2", "gzip_V1", "lz4_raw_V2", "uncompressed_V1"})
  void aStreamGivesWhatTheTableGives(String name) throws IOException {
    Path file = file(bytes(name));
    Dataset table = DataFiles.read(file);
    Reading read = Reading.of(file);

    assertThat(Sources.open(file.toString()).kind()).isEqualTo("parquet");
    assertThat(read.names()).isEqualTo(table.columnNames());
    assertThat(read.rows()).hasSize(table.size());
    for (int r = 0; r < table.size(); r++) {
      int row = r;
      assertThat(read.rows().get(r))
          .isEqualTo(
              table.columns().stream()
                  .map(c -> c.name().equals("bigdec") ? decimal(row) : c.text(row))
                  .toList());
    }
    assertThat(read.sha256()).isEqualTo(Sha256.of(file));
  }

  @Test
  void aLyingOrCutFileIsRefusedInOneMessage() throws IOException {
    byte[] whole = bytes("snappy_V1");
    Reading.refuses(file(Arrays.copyOf(whole, whole.length / 2)), COULD_NOT_RUN, "PAR1");
    byte[] longFooter = whole.clone();
    longFooter[whole.length - 6] = 0x7f;
    Reading.refuses(file(longFooter), COULD_NOT_RUN, "states a footer of");
    byte[] torn = whole.clone();
    Arrays.fill(torn, 4, 400, (byte) 0x55);
    Reading.refuses(file(torn), COULD_NOT_RUN, "not a sound Parquet file");
  }

  @Test
  void nestedAndEmptyTablesAreNamed() throws IOException {
    Reading.refuses(file(bytes("nested")), COULD_NOT_RUN, "nested values");
    Reading.refuses(file(bytes("empty")), NOTHING_EXAMINED, "no rows");
  }
}
