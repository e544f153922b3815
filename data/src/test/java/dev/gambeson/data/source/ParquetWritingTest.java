package dev.gambeson.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.data.DataFiles;
import dev.gambeson.data.source.TableWriter.Chunk;
import dev.gambeson.data.source.TableWriter.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetWritingTest {
  @TempDir Path folder;

  private static Batch batch(int from, int to) {
    return new Batch(
        List.of("t", "x"),
        List.of(
            new Cells.Texts(
                IntStream.range(from, to)
                    .mapToObj(i -> i % 3 == 0 ? "" : "täxt, \"" + i)
                    .toArray(String[]::new)),
            new Cells.Numbers(
                IntStream.range(from, to)
                    .mapToDouble(i -> i % 5 == 0 ? Double.NaN : i / 8.0)
                    .toArray())),
        LongStream.range(from, to).toArray(),
        List.of());
  }

  private Written write(int chunkRows, Batch... batches) {
    try (TableWriter writer =
        TableWriters.open(folder.resolve("t.parquet"), "parquet", batches[0].names(), chunkRows)) {
      for (Batch batch : batches) {
        writer.write(batch);
      }
      return writer.finish();
    }
  }

  @Test
  void whatIsWrittenIsWhatIsRead() {
    Written written = write(300, batch(0, 1000));
    Reading read = Reading.of(written.file());

    assertThat(written.chunks()).extracting(Chunk::rows).containsExactly(300L, 300L, 300L, 100L);
    assertThat(read.rows()).hasSize(1000);
    for (int i = 0; i < 1000; i++) {
      assertThat(read.rows().get(i))
          .containsExactly(
              i % 3 == 0 ? "" : "täxt, \"" + i, i % 5 == 0 ? "" : NumericColumn.format(i / 8.0));
    }
    assertThat(DataFiles.read(written.file()).column("x")).isInstanceOf(NumericColumn.class);
    assertThat(read.sha256()).isEqualTo(written.sha256());
  }

  @Test
  void aChunkIsARowGroupAndItsHashThatOfItsBytes() throws IOException {
    Written written = write(300, batch(0, 1000));
    byte[] all = Files.readAllBytes(written.file());

    assertThat(written.chunks().getFirst().offset()).isEqualTo(4);
    for (Chunk chunk : written.chunks()) {
      int from = (int) chunk.offset();
      assertThat(Sha256.of(Arrays.copyOfRange(all, from, from + (int) chunk.bytes())))
          .isEqualTo(chunk.sha256());
    }
  }

  @Test
  void howRowsWereCutIntoBatchesDoesNotShow() {
    assertThat(write(64, batch(0, 100), batch(100, 101), batch(101, 400)))
        .isEqualTo(write(64, batch(0, 400)));
  }

  @Test
  void aTableWithoutRowsIsWritten() {
    Written written = write(10, batch(0, 0));
    assertThat(written.rows()).isZero();
    assertThatThrownBy(() -> Reading.of(written.file())).hasMessageContaining("no rows");
  }

  @Test
  void aColumnThatTurnsIntoTextIsRefusedAndNothingAppears() throws IOException {
    Batch text =
        new Batch(
            List.of("t", "x"),
            List.of(
                new Cells.Texts(new String[] {"a"}),
                new Cells.Texts(new String[] {"9007199254740993"})),
            new long[] {11},
            List.of());

    assertThatThrownBy(() -> write(10, batch(0, 10), text))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("column 'x' began with numbers");
    assertThat(Files.list(folder)).isEmpty();
  }
}
