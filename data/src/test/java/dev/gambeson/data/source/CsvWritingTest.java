package dev.gambeson.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.data.source.TableWriter.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvWritingTest {
  @TempDir Path folder;

  private static Batch batch(String... values) {
    return new Batch(
        List.of("t", "x"),
        List.of(new Cells.Texts(values), new Cells.Numbers(new double[values.length])),
        LongStream.rangeClosed(1, values.length).toArray(),
        List.of());
  }

  private Written write(int chunkRows, Batch... batches) {
    try (TableWriter writer =
        TableWriters.open(folder.resolve("t.csv"), "csv", batches[0].names(), chunkRows)) {
      for (Batch batch : batches) {
        writer.write(batch);
      }
      return writer.finish();
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(p -> p.getFileName().toString()).toList();
    }
  }

  @Test
  void cellsAreQuotedWhenTheyMustBeAndOnlyThen() throws IOException {
    Written written = write(10, batch("plain", "a,b", "say \"no\"", "two\nlines", "", " é "));

    assertThat(Files.readString(written.file()))
        .isEqualTo("t,x\nplain,0\n\"a,b\",0\n\"say \"\"no\"\"\",0\n\"two\nlines\",0\n,0\n é ,0\n");
    assertThat(written.rows()).isEqualTo(6);
    assertThat(files()).containsExactly("t.csv");
  }

  @Test
  void theChunksMakeUpTheFileAndTheirHashesAreThoseOfTheirBytes() throws IOException {
    Written written = write(2, batch("a", "b", "c"), batch("d", "e"));
    byte[] all = Files.readAllBytes(written.file());

    assertThat(written.sha256()).isEqualTo(Sha256.of(all));
    assertThat(written.chunks()).hasSize(3);
    long at = 0;
    for (TableWriter.Chunk chunk : written.chunks()) {
      byte[] part = Arrays.copyOfRange(all, (int) at, (int) (at + chunk.bytes()));
      assertThat(chunk.offset()).isEqualTo(at);
      assertThat(chunk.sha256()).isEqualTo(Sha256.of(part));
      at += chunk.bytes();
    }
    assertThat(at).isEqualTo(all.length);
    assertThat(written.chunks())
        .extracting(TableWriter.Chunk::firstRow)
        .containsExactly(1L, 3L, 5L);
  }

  @Test
  void howRowsWereCutIntoBatchesDoesNotShow() {
    Written one = write(2, batch("a", "b", "c", "d"));
    Written two = write(2, batch("a"), batch("b", "c"), batch("d"));

    assertThat(two).isEqualTo(one);
  }

  @Test
  void someRowsOfABatchCanBeWritten() throws IOException {
    try (TableWriter writer =
        TableWriters.open(folder.resolve("t.csv"), "csv", List.of("t", "x"))) {
      writer.write(batch("a", "b", "c"), new int[] {0, 2});
      assertThat(Files.readString(writer.finish().file())).isEqualTo("t,x\na,0\nc,0\n");
    }
  }

  @Test
  void whatIsNotFinishedLeavesNothingBehind() throws IOException {
    try (TableWriter writer =
        TableWriters.open(folder.resolve("t.csv"), "csv", List.of("t", "x"))) {
      writer.write(batch("a"));
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void formulasAreCountedAndLeftAsTheyAre() throws IOException {
    Written written = write(10, batch("=1+1", "@SUM(A1)", "-cmd", "-5", "+49 30 123", "\tx"));

    assertThat(written.formulaCells()).isEqualTo(4);
    assertThat(Files.readString(written.file())).contains("=1+1,0", "-5,0");
  }

  @Test
  void halfACharacterIsRefusedAndTheOldFileStays() throws IOException {
    Files.writeString(folder.resolve("t.csv"), "old");

    assertThatThrownBy(() -> write(10, batch("fine", "\ud800")))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("lone surrogate");
    assertThat(Files.readString(folder.resolve("t.csv"))).isEqualTo("old");
    assertThat(files()).containsExactly("t.csv");
  }

  @Test
  void anEmptyCellInATableOfOneColumnIsNoEmptyLine() throws IOException {
    Batch one =
        new Batch(
            List.of("t"),
            List.of(new Cells.Texts(new String[] {"", "a"})),
            new long[] {1, 2},
            List.of());

    assertThat(Files.readString(write(5, one).file())).isEqualTo("t\n\"\"\na\n");
  }

  @Test
  void aHeaderWithForeignDelimitersIsQuoted() throws IOException {
    Batch odd =
        new Batch(
            List.of("a;b", "c|d"),
            List.of(new Cells.Texts(new String[0]), new Cells.Texts(new String[0])),
            new long[0],
            List.of());

    assertThat(Files.readString(write(5, odd).file())).isEqualTo("\"a;b\",\"c|d\"\n");
  }

  @Test
  void aMissingFolderAndAnUnknownKindAreRefused() {
    assertThatThrownBy(() -> TableWriters.open(folder.resolve("no/t.csv"), "csv", List.of("a")))
        .hasMessageContaining("no folder");
    assertThatThrownBy(() -> TableWriters.open(folder.resolve("t.xls"), "xls", List.of("a")))
        .hasMessageContaining("'xls'");
  }
}
