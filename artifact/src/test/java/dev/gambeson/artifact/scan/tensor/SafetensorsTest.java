package dev.gambeson.artifact.scan.tensor;

import static dev.gambeson.artifact.scan.Hostility.scan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.artifact.scan.Hostility;
import dev.gambeson.artifact.scan.engine.FileScan;
import dev.gambeson.artifact.scan.engine.Inputs;
import dev.gambeson.artifact.scan.engine.ScanLimits;
import dev.gambeson.artifact.scan.engine.Verdict;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  private static byte[] file(String header, int data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  private static final String TWO =
      "{\"__metadata__\":{\"format\":\"pt\"},\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},\"b\":{\"dtype\":\"I8\",\"shape\":[3],\"data_offsets\":[16,19]}}";

  @Test
  void anOrdinaryFileIsClean() {
    assertThat(scan("m.safetensors", file(TWO, 19)).flaws()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // overlap, hole at the start, hole between, wrong size, unknown type, negative, overflow,
        // not aligned to bytes
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[16],\"data_offsets\":[0,16]},\"b\":{\"dtype\":\"I8\",\"shape\":[11],\"data_offsets\":[8,19]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,19]}}",
        "{\"a\":{\"dtype\":\"F99\",\"shape\":[19],\"data_offsets\":[0,19]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[-19],\"data_offsets\":[0,19]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[9223372036854775807,4],\"data_offsets\":[0,19]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[19],\"data_offsets\":[19,0]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[64],\"data_offsets\":[0,64]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[19],\"data_offsets\":[0,18446744073709551615]}}",
        "{\"a\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,1]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[19]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[19],\"data_offsets\":[0,19]}",
        "{\"__metadata__\":{\"a\":1}}",
        "[]",
      })
  void aHeaderThatLiesIsNotClean(String header) {
    assertThat(scan("m.safetensors", file(header, 19)).verdict()).isNotEqualTo(Verdict.CLEAN);
  }

  @Test
  void aRepeatedTensorIsAmbiguous() {
    String twice =
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[0,1]},\"a\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[0,1]}}";
    assertThat(scan("m.safetensors", file(twice, 1)).verdict()).isEqualTo(Verdict.BLOCK);
  }

  @Test
  void bytesThatNoTensorOwnsAreHidden() {
    byte[] tail = file(TWO, 29);
    tail[tail.length - 1] = 1;
    assertThat(Hostility.titles(scan("m.safetensors", tail))).contains("bytes outside the format");
    byte[] hole = file("{\"a\":{\"dtype\":\"I8\",\"shape\":[8],\"data_offsets\":[11,19]}}", 19);
    hole[hole.length - 15] = 1;
    assertThat(scan("m.safetensors", hole).verdict()).isEqualTo(Verdict.REVIEW);
  }

  @Test
  void aScriptInTheMetadataIsReviewed() {
    String script = "{\"__metadata__\":{\"note\":\"<script>fetch(1)</script>\"}}";
    assertThat(scan("m.safetensors", file(script, 0)).verdict()).isEqualTo(Verdict.REVIEW);
  }

  @Test
  void aHeaderBeyondTheFileIsNotClean() {
    byte[] file = file(TWO, 19);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1L << 50);
    assertThat(scan("m.safetensors", file).verdict()).isNotEqualTo(Verdict.CLEAN);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, -1);
    assertThat(scan("m.safetensors", file).verdict()).isNotEqualTo(Verdict.CLEAN);
  }

  @Test
  void truncationAndDamageAreSurvived() {
    Hostility.cut("m.safetensors", file(TWO, 19), n -> n < 2); // one letter is a text
    Hostility.damage("m.safetensors", file(TWO, 19));
  }

  /// The bytes are mapped and never copied; the hash, which takes its time, is left out here.
  @Test
  void twentyGigabytesAreParsedWithoutBeingCopied(@TempDir Path folder) throws IOException {
    long size = 20L << 30;
    Path file = folder.resolve("big.safetensors");
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
            .formatted(size / 4, size);
    byte[] start = file(header, 0);
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
      channel.write(ByteBuffer.wrap(start));
      channel.write(ByteBuffer.wrap(new byte[1]), start.length + size - 1);
    }
    try (FileChannel channel = FileChannel.open(file);
        Arena arena = Arena.ofConfined()) {
      FileScan scan = new FileScan(TensorFormats.all(), ScanLimits.defaults());
      long begin = System.nanoTime();
      Verdict verdict =
          scan.examine(
              Inputs.file(
                  "big",
                  channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena),
                  file));
      assertThat(verdict).isEqualTo(Verdict.CLEAN);
      assertThat((System.nanoTime() - begin) / 1e9).isLessThan(2);
    }
    Files.delete(file);
  }
}
