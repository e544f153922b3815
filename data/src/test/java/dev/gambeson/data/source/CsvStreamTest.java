package dev.gambeson.data.source;

import static dev.gambeson.core.ExitCode.COULD_NOT_RUN;
import static dev.gambeson.core.ExitCode.NOTHING_EXAMINED;
import static dev.gambeson.core.ExitCode.USAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.data.Batch;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.data.source.SourceOptions.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvStreamTest {
  @TempDir Path folder;

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("t.csv"), content);
  }

  private Path file(String content) throws IOException {
    return file(content.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @Test
  void rowsComeWithTheirNumbersAndTheDigestOfTheFile() throws IOException {
    Path file = file("a,b\n1,\"x, \"\"y\"\"\nz\"\n,w\n");
    Reading read = Reading.of(file);

    assertThat(read.names()).containsExactly("a", "b");
    assertThat(read.rows()).containsExactly(List.of("1", "x, \"y\"\nz"), List.of("", "w"));
    assertThat(read.numbers()).containsExactly(1L, 2L);
    assertThat(read.sha256()).isEqualTo(Sha256.of(file));
    assertThat(Sources.open(file.toString()).kind()).isEqualTo("csv");
  }

  @Test
  void manyBatchesMakeOneTable() throws IOException {
    Path file =
        file(
            "i,t\n"
                + IntStream.range(0, 30_000)
                    .mapToObj(i -> i + ",level " + i % 3 + "\n")
                    .collect(Collectors.joining()));
    Reading read = Reading.of(file);

    assertThat(read.rows()).hasSize(30_000);
    assertThat(read.rows().get(29_999)).containsExactly("29999", "level 2");
    assertThat(read.numbers().getLast()).isEqualTo(30_000);
    assertThat(Reading.of(file)).isEqualTo(read);
  }

  @Test
  void raggedRowsAreFlawsAndTheRestGoesOn() throws IOException {
    Reading read = Reading.of(file("a,b\n1,2\n3\n4,5,6\n7,8\n"));

    assertThat(read.column("a")).containsExactly("1", "7");
    assertThat(read.numbers()).containsExactly(1L, 4L);
    assertThat(read.flaws())
        .containsExactly(
            new Batch.Flaw(2, "has 1 cells, but the header has 2"),
            new Batch.Flaw(3, "has 3 cells, but the header has 2"));
  }

  @Test
  void mixedEncodingsAreFlawsThatNameTheRow() throws IOException {
    byte[] latin = "2,Jürgen\n".getBytes(StandardCharsets.ISO_8859_1);
    byte[] utf8 = "3,Jürgen 😀\n4,\0\n5,end\n".getBytes(StandardCharsets.UTF_8);
    Reading read =
        Reading.of(file(join("i,n\n1,a\n".getBytes(StandardCharsets.UTF_8), latin, utf8)));

    assertThat(read.column("n")).containsExactly("a", "Jürgen 😀", "end");
    assertThat(read.flaws())
        .containsExactly(
            new Batch.Flaw(2, "holds the byte 0xFC, which is no text (cell 2)"),
            new Batch.Flaw(4, "holds a NUL character (cell 2)"));
  }

  @Test
  void tooManyFlawsAreRefusedAsOne() throws IOException {
    SourceOptions strict =
        SourceOptions.defaults().withLimits(new Limits(100, 1000, 10, 2, 200, 1 << 20, 1));
    Path file = file("a,b\n1\n2\n3\n4\n");

    Reading.refuses(
        () -> Reading.of(Sources.open(file.toString(), strict)),
        COULD_NOT_RUN,
        "more than 2 of the first 4 rows",
        "row 1 has 1 cells");
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-8,efbbbf",
    "UTF-16LE,fffe",
    "UTF-16BE,feff",
    "UTF-32LE,fffe0000",
    "UTF-32BE,0000feff"
  })
  void byteOrderMarksAreHonoured(String charset, String mark) throws IOException {
    byte[] text = "n;m\nÄ😀;2\n".getBytes(Charset.forName(charset));
    Reading read = Reading.of(file(join(java.util.HexFormat.of().parseHex(mark), text)));

    assertThat(read.names()).containsExactly("n", "m");
    assertThat(read.rows()).containsExactly(List.of("Ä😀", "2"));
  }

  @Test
  void gzipIsUnpackedOnTheWayAndHashedAsItLies() throws IOException {
    byte[] one = gzip("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));
    byte[] two = gzip("3,4\n".getBytes(StandardCharsets.UTF_8));
    Path file = file(join(one, two));

    assertThat(Reading.of(file).rows()).containsExactly(List.of("1", "2"), List.of("3", "4"));
    assertThat(Reading.of(file).sha256()).isEqualTo(Sha256.of(file));
  }

  @Test
  void aCutOrPaddedGzipArchiveIsRefused() throws IOException {
    byte[] packed = gzip("a,b\n1,2\n".repeat(999).getBytes(StandardCharsets.UTF_8));

    Reading.refuses(
        file(java.util.Arrays.copyOf(packed, packed.length - 12)), COULD_NOT_RUN, "cut off");
    Reading.refuses(file(join(packed, new byte[40])), COULD_NOT_RUN, "bytes follow");
  }

  @Test
  void aDecompressionBombIsRefused() throws IOException {
    byte[] bomb =
        gzip(("a\n" + ("0".repeat(99_999) + "\n").repeat(1500)).getBytes(StandardCharsets.UTF_8));

    Reading.refuses(file(bomb), COULD_NOT_RUN, "decompression bomb");
  }

  @Test
  void aCellBeyondTheLimitIsRefusedBeforeItIsInMemory() throws IOException {
    Path file = folder.resolve("long.csv");
    byte[] block = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
    Files.writeString(file, "a,b\n1,");
    for (int i = 0; i < 64; i++) {
      Files.write(file, block, StandardOpenOption.APPEND);
    }
    Reading.refuses(file, COULD_NOT_RUN, "line 2", "1,048,576 characters");
  }

  @Test
  void tooManyColumnsAreRefused() throws IOException {
    String header =
        IntStream.range(0, 1_000_000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));

    Reading.refuses(file(header + "\n"), COULD_NOT_RUN, "columns", "limit is 10,000");
  }

  @Test
  void aBadHeaderIsRefused() throws IOException {
    Reading.refuses(file("a,,c\n1,2,3\n"), COULD_NOT_RUN, "column 2 has no name");
    Reading.refuses(file("a,b,a\n1,2,3\n"), COULD_NOT_RUN, "both named 'a'");
    Reading.refuses(file("a\0b,c\n1,2\n"), COULD_NOT_RUN, "header holds a NUL");
  }

  @Test
  void nothingIsSaidToBeNothing() throws IOException {
    Reading.refuses(file(""), NOTHING_EXAMINED, "is empty");
    Reading.refuses(file("\n\n"), NOTHING_EXAMINED, "is empty");
    Reading.refuses(file("a,b\n"), NOTHING_EXAMINED, "no rows");
  }

  @Test
  void anOpenQuoteIsRefused() throws IOException {
    Reading.refuses(file("a,b\n1,2\n3,\"4\n5,6\n"), COULD_NOT_RUN, "line 3", "never closed");
    Reading.refuses(file("a,b\n1,\"2\"x\n"), COULD_NOT_RUN, "line 2", "closing quote");
  }

  @Test
  void emptyLinesAreMissingCellsInATableOfOneColumnOnly() throws IOException {
    assertThat(Reading.of(file("a\n1\n\n\n2\n\n\n")).column("a")).containsExactly("1", "", "", "2");
    assertThat(Reading.of(file("a,b\n1,2\n\n3,4\n")).numbers()).containsExactly(1L, 2L);
  }

  @Test
  void whatIsNoTableIsNamed() throws IOException {
    Reading.refuses(file("%PDF-1.7"), COULD_NOT_RUN, "PDF");
    Reading.refuses(folder.resolve("no.csv"), USAGE, "no file");
    Reading.refuses(file(gzip("PK\3\4".getBytes(StandardCharsets.UTF_8))), COULD_NOT_RUN, "ZIP");
  }

  @Test
  void aFileThatChangesBetweenOrDuringReadingsIsNoticed() throws IOException {
    Path file = file("a,b\n" + "1,2\n".repeat(100_000));
    TableSource source = Sources.open(file.toString());
    Reading.of(source);
    try (BatchReader reader = source.open()) {
      reader.next();
      Files.setLastModifiedTime(file, FileTime.fromMillis(1));
      assertThatThrownBy(
              () -> {
                while (reader.next().isPresent()) {}
              })
          .hasMessageContaining("changed while it was read");
      assertThatThrownBy(reader::next).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(reader::sha256).isInstanceOf(IllegalStateException.class);
    }
    Reading.refuses(() -> Reading.of(source), COULD_NOT_RUN, "changed");
  }

  @Test
  void aFileOfTheSameSizeAndTimeWithOtherBytesIsNoticedAtTheEnd() throws IOException {
    Path file = file("a,b\n1,2\n");
    FileTime time = Files.getLastModifiedTime(file);
    TableSource source = Sources.open(file.toString());
    Reading.of(source);
    Files.writeString(file, "a,b\n1,3\n");
    Files.setLastModifiedTime(file, time);

    Reading.refuses(() -> Reading.of(source), COULD_NOT_RUN, "other rows than");
  }

  @Test
  void aFolderIsOneTableWithTheNameOfTheFile() throws IOException {
    Files.writeString(folder.resolve("p2.csv"), "a,b\n5,6\n7\n");
    Files.writeString(folder.resolve("p1.csv"), "a,b\n1,2\n3,4\n");
    Files.writeString(folder.resolve("_SUCCESS"), "");
    Files.writeString(folder.resolve("p0.csv"), "a,b\n");
    Reading read = Reading.of(folder);

    assertThat(read.names()).containsExactly("a", "b", "_file");
    assertThat(read.column("_file")).containsExactly("p1.csv", "p1.csv", "p2.csv");
    assertThat(read.numbers()).containsExactly(1L, 2L, 3L);
    assertThat(read.flaws().getFirst().row()).isEqualTo(4);
    assertThat(read.flaws().getFirst().reason()).contains("row 2 of p2.csv");
    assertThat(read.sha256()).isEqualTo(Reading.of(folder).sha256());
  }

  @Test
  void partsThatDoNotBelongTogetherAreRefused() throws IOException {
    Files.writeString(folder.resolve("p1.csv"), "a,b\n1,2\n");
    Files.writeString(folder.resolve("p2.csv"), "a,c\n1,2\n");

    Reading.refuses(folder, COULD_NOT_RUN, "p2.csv", "lacks 'b' and adds 'c'");
    Files.createDirectory(folder.resolve("sub"));
    Reading.refuses(folder, USAGE, "sub");
  }

  @Test
  void anEmptyFolderIsNothing() {
    Reading.refuses(folder, NOTHING_EXAMINED, "holds no file");
  }
}
