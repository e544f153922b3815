package dev.gambeson.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A damaged file is a table, perhaps with flaws, or one message. Never another exception.
class DamagedSourceTest {
  private static final int TRIES = 300;

  @TempDir Path folder;

  private byte[] seed(String name) throws IOException {
    if (name.startsWith("/")) {
      try (InputStream in = getClass().getResourceAsStream(name)) {
        return in.readAllBytes();
      }
    }
    String text =
        name.equals("csv")
            ? "a,b,\"c \"\"q\"\"\"\n1,x,\"two\nlines\"\n2,é😀,\n".repeat(20)
            : "{\"a\":1,\"b\":[1,{\"c\":null}],\"d\":\"é\\u00e9\"}\n".repeat(20);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "csv",
        "jsonl",
        "/parquet/snappy_V1.parquet",
        "/parquet/zstd_V2.parquet",
        "/parquet/gzip_V1.parquet",
        "/arrow/plain_file.arrow",
        "/arrow/lz4_stream.arrow",
        "/arrow/zstd_file.arrow",
        "/arrow/nested.arrow"
      })
  void flippedBytesAndCutsEndInATableOrOneMessage(String name) throws IOException {
    byte[] seed = seed(name);
    SplittableRandom random = new SplittableRandom(name.hashCode());
    int tables = 0;
    int refused = 0;
    for (int i = 0; i < TRIES; i++) {
      byte[] damaged = damage(seed, random);
      Path file = Files.write(folder.resolve("t"), damaged);
      try {
        consume(file);
        tables++;
      } catch (GambesonException e) {
        assertThat(e.getMessage()).as(name).isNotBlank().endsWith(".");
        refused++;
      }
    }
    assertThat(refused).isPositive();
    assertThat(tables + refused).isEqualTo(TRIES);
  }

  private static byte[] damage(byte[] seed, SplittableRandom random) {
    byte[] copy =
        random.nextInt(4) == 0 ? Arrays.copyOf(seed, random.nextInt(seed.length)) : seed.clone();
    int flips = random.nextInt(1, 6);
    for (int f = 0; f < flips && copy.length > 0; f++) {
      // the structure is at both ends of a file; most flips in the middle only change values
      int at =
          random.nextBoolean()
              ? random.nextInt(copy.length)
              : copy.length - 1 - random.nextInt(Math.min(copy.length, 1500));
      copy[at] =
          (byte) (random.nextBoolean() ? random.nextInt() : copy[at] ^ (1 << random.nextInt(8)));
    }
    return copy;
  }

  private static void consume(Path file) {
    try (BatchReader reader = Sources.open(file.toString()).open()) {
      for (Optional<Batch> b = reader.next(); b.isPresent(); b = reader.next()) {
        for (int c = 0; c < b.get().columns().size(); c++) {
          for (int r = 0; r < b.get().size(); r++) {
            assertThat(b.get().columns().get(c).text(r)).isNotNull();
          }
        }
      }
      assertThat(reader.sha256()).hasSize(64);
    }
  }
}
