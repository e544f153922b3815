package dev.gambeson.data.source;

import static dev.gambeson.core.ExitCode.COULD_NOT_RUN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrowStreamTest {
  @TempDir Path folder;

  private byte[] bytes(String name) throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/arrow/" + name + ".arrow")) {
      return in.readAllBytes();
    }
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("t.arrow"), content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain_file",
        "plain_stream",
        "lz4_file",
        "lz4_stream",
        "zstd_file",
        "zstd_stream"
      })
  void everyTypeAndCodecGivesItsValues(String name) throws IOException {
    Path file = file(bytes(name));
    Reading read = Reading.of(file);

    assertThat(Sources.open(file.toString()).kind()).isEqualTo("arrow");
    assertThat(read.names())
        .containsExactly(
            "id", "big", "x", "f", "b", "t", "lt", "d", "day", "ts", "dec", "u8", "nul");
    assertThat(read.rows()).hasSize(200);
    for (int i = 0; i < 200; i++) {
      boolean missing = i % 7 == 0;
      assertThat(read.rows().get(i))
          .isEqualTo(
              List.of(
                  "" + i,
                  i == 150 ? "9007199254740993" : "" + i * 1000L,
                  number(i * 37 / 100.0),
                  number(i * 0.5),
                  i % 2 == 0 ? "1" : "0",
                  missing ? "" : "täxt " + i,
                  "long " + i,
                  missing ? "" : "lev" + i % 5,
                  LocalDate.of(2020, 1, 1).plusDays(i).toString(),
                  Instant.parse("2020-01-01T00:00:00Z").plusSeconds(i).toString(),
                  BigDecimal.valueOf(i - 100, 2).toPlainString(),
                  "" + i,
                  ""));
    }
    assertThat(read.sha256()).isEqualTo(Sha256.of(file));
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  @Test
  void nestedColumnsAreRefusedInWords() throws IOException {
    Reading.refuses(file(bytes("nested")), COULD_NOT_RUN, "column 'l'", "List");
  }

  @Test
  void aFileThatIsCutOffIsRefused() throws IOException {
    byte[] whole = bytes("plain_file");
    Reading.refuses(file(Arrays.copyOf(whole, whole.length - 9)), COULD_NOT_RUN, "cannot be read");
    Reading.refuses(file(Arrays.copyOf(whole, 5000)), COULD_NOT_RUN, "cannot be read");
    byte[] stream = bytes("plain_stream");
    Reading.refuses(file(Arrays.copyOf(stream, stream.length - 100)), COULD_NOT_RUN, "");
  }

  @Test
  void aFooterThatListsOtherBatchesIsRefused() throws IOException {
    byte[] whole = bytes("plain_file");
    // the offset of the second record batch, as the footer states it, is the last long of its block
    int footer = whole.length - 10 - int32(whole, whole.length - 10);
    int changed = 0;
    for (int at = footer; at < whole.length - 10; at += 4) {
      if (isBatch(whole, int32(whole, at))) {
        whole[at] += 8;
        changed++;
      }
    }
    assertThat(changed).isPositive();
    Reading.refuses(file(whole), COULD_NOT_RUN, "footer lists other record batches");
  }

  private static boolean isBatch(byte[] file, int offset) {
    return offset > 1000 && offset < file.length - 8 && int32(file, offset) == -1;
  }

  private static int int32(byte[] b, int at) {
    return (b[at] & 0xff) | (b[at + 1] & 0xff) << 8 | (b[at + 2] & 0xff) << 16 | b[at + 3] << 24;
  }

  @Test
  void bytesBehindAStreamAreRefused() throws IOException {
    byte[] whole = bytes("plain_stream");
    Reading.refuses(
        file(Arrays.copyOf(whole, whole.length + 16)), COULD_NOT_RUN, "16 bytes follow");
  }
}
