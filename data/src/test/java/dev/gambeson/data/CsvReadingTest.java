package dev.gambeson.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.data.ReadOptions.Kind;
import dev.gambeson.data.ReadOptions.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReadingTest {
  @TempDir Path folder;

  private Path file(byte[] content) {
    try {
      return Files.write(folder.resolve("t.csv"), content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path file(String content) {
    return file(content.getBytes(StandardCharsets.UTF_8));
  }

  private Dataset read(String content) {
    return DataFiles.read(file(content));
  }

  private static List<String> cells(Dataset data, String column) {
    Column c = data.column(column);
    return IntStream.range(0, c.size()).mapToObj(c::text).toList();
  }

  private static void refuses(Runnable read, ExitCode code, String... words) {
    assertThatThrownBy(read::run)
        .isInstanceOfSatisfying(
            GambesonException.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(code);
              assertThat(e.getMessage()).contains(words);
            });
  }

  private void refuses(String content, String... words) {
    Path path = file(content);
    refuses(() -> DataFiles.read(path), ExitCode.COULD_NOT_RUN, words);
  }

  @Test
  void numbersAndTextAreToldApart() {
    Dataset data = read("age,job\n39,clerk\n50.5,\n-1e3,smith\n");
    assertThat(data.column("age")).isInstanceOf(NumericColumn.class);
    assertThat(((NumericColumn) data.column("age")).values()).containsExactly(39, 50.5, -1000);
    assertThat(cells(data, "job")).containsExactly("clerk", "", "smith");
    assertThat(data.column("job").isMissing(1)).isTrue();
    assertThat(data.name()).isEqualTo("t.csv");
  }

  @Test
  void quotedCellsMayHoldDelimitersQuotesAndLineBreaks() {
    Dataset data = read("a,b\r\n\"x,\"\"y\"\"\r\nz\",1\r\n");
    assertThat(cells(data, "a")).containsExactly("x,\"y\"\r\nz");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstName() throws IOException {
    assertThat(read("\uFEFFa,b\n1,2\n").columnNames()).containsExactly("a", "b");
    for (String charset : List.of("UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")) {
      Path utf16 = file("\uFEFFä,b\n1,😀\n".getBytes(charset));
      assertThat(DataFiles.read(utf16).columnNames()).containsExactly("ä", "b");
      assertThat(cells(DataFiles.read(utf16), "b")).containsExactly("😀");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t", "|"})
  void theDelimiterIsFoundInTheHeader(String d) {
    Dataset data = read("a" + d + "\"b,;\t|,;\t|\"" + d + "c\n1" + d + "x" + d + "3\n");
    assertThat(data.columnNames()).containsExactly("a", "b,;\t|,;\t|", "c");
  }

  @Test
  void aGivenDelimiterIsNotSecondGuessed() {
    Path path = file("a;b,c\n1;2,3\n");
    assertThat(DataFiles.read(path, ReadOptions.defaults().withDelimiter(';')).columnNames())
        .containsExactly("a", "b,c");
  }

  @Test
  void aQuestionMarkIsACategoryUnlessDeclaredMissing() {
    Path path = file("job\n?\nclerk\n");
    assertThat(cells(DataFiles.read(path), "job")).containsExactly("?", "clerk");
    Dataset declared = DataFiles.read(path, ReadOptions.defaults().withMissing(Set.of("?")));
    assertThat(cells(declared, "job")).containsExactly("", "clerk");
  }

  @Test
  void wordsForMissingAreMissingAmongNumbersAndTextAmongText() {
    Dataset data = read("n,t\n1,NA\nNaN,None\nnull,x\n,NaN\n2,y\n");
    assertThat(((NumericColumn) data.column("n")).values())
        .containsExactly(1, Double.NaN, Double.NaN, Double.NaN, 2);
    assertThat(cells(data, "t")).containsExactly("NA", "None", "x", "NaN", "y");
  }

  @Test
  void aColumnOfWordsForMissingAloneIsText() {
    assertThat(cells(read("t\nNA\nNA\n"), "t")).containsExactly("NA", "NA");
  }

  @Test
  void textThatTurnsUpLateKeepsEarlierCellsAsWritten() {
    Dataset data = read("code,n\n01,1\n1.50,2\n,3\nNaN,4\nA1,5\n");
    assertThat(data.column("code")).isInstanceOf(TextColumn.class);
    assertThat(cells(data, "code")).containsExactly("01", "1.50", "", "NaN", "A1");
    assertThat(((NumericColumn) data.column("n")).values()).containsExactly(1, 2, 3, 4, 5);
    assertThat(data.columnNames()).containsExactly("code", "n");
  }

  @Test
  void aColumnCanBeForcedToTextOrNumber() {
    Path path = file("zip,x\n01,1\n2.0,\n");
    Dataset data =
        DataFiles.read(
            path,
            ReadOptions.defaults()
                .withTypes(Map.of("zip", Kind.TEXT, "x", Kind.NUMBER, "other", Kind.TEXT)));
    assertThat(cells(data, "zip")).containsExactly("01", "2.0");
    assertThat(data.column("x").isMissing(1)).isTrue();
  }

  @Test
  void aForcedNumberThatIsNoneNamesItsCell() {
    Path path = file("x\n1\nabc\n");
    ReadOptions options = ReadOptions.defaults().withTypes(Map.of("x", Kind.NUMBER));
    refuses(
        () -> DataFiles.read(path, options),
        ExitCode.COULD_NOT_RUN,
        "row 2",
        "column 'x'",
        "'abc'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Inf", "-inf", "Infinity", "1e999"})
  void anInfiniteNumberNamesItsRowAndColumn(String cell) {
    refuses("a,b\n1,2\n3," + cell + "\n", "row 2", "column 'b'", cell);
  }

  @Test
  void infiniteAmongTextIsText() {
    assertThat(cells(read("t\ninf\nx\n"), "t")).containsExactly("inf", "x");
  }

  @Test
  void javaNotationsOfNumbersAreText() {
    assertThat(cells(read("t\n1f\n0x1p3\n1_000\n1d\n"), "t"))
        .containsExactly("1f", "0x1p3", "1_000", "1d");
  }

  @Test
  void aColumnWithoutAnyCellIsNumericAndMissing() {
    assertThat(read("a,b\n1,\n2,\n").column("b")).isInstanceOf(NumericColumn.class);
  }

  @Test
  void emptyLinesAreIgnoredInWideTablesAndMissingInNarrowOnes() {
    assertThat(read("a,b\n1,2\n\n3,4\n\n\n").size()).isEqualTo(2);
    assertThat(cells(read("a\nx\n\n\ny\n\n"), "a")).containsExactly("x", "", "", "y");
  }

  @Test
  void theLastLineNeedsNoBreakAndMacBreaksCount() {
    assertThat(read("a,b\r1,2\r3,4").size()).isEqualTo(2);
  }

  @Test
  void aRepeatedNameIsRefused() {
    refuses("a,b,a\n1,2,3\n", "columns 1 and 3", "'a'");
  }

  @Test
  void aMissingHeaderIsGuessedFromRepeatedNumbers() {
    refuses("5,1,1\n1,2,3\n", "is the header missing?");
  }

  @Test
  void anEmptyNameIsRefusedWithItsPosition() {
    refuses("a, ,c\n1,2,3\n", "column 2 has no name");
  }

  @Test
  void aRowWithTooFewCellsNamesItsLine() {
    refuses("a,b\n\"x\ny\",2\n3\n", "line 4", "1 cells", "header has 2");
  }

  @Test
  void aRowWithTooManyCellsNamesItsLine() {
    refuses("a,b\n1,2\n3,4,5\n", "line 3", "3 cells", "header has 2");
  }

  @Test
  void aQuoteThatIsNeverClosedNamesItsLine() {
    refuses("a,b\n1,2\n3,\"x\n5,6\n", "line 3", "never closed");
    refuses("a,b\n1,2\n3,\"x\"\"", "line 3", "never closed");
    refuses("\"a,b\n1,2\n", "line 1", "never closed");
  }

  @Test
  void textAfterAClosingQuoteNamesItsLine() {
    refuses("a,b\n\"x\"y,2\n", "line 2", "closing quote");
  }

  @Test
  void aNulCharacterIsRefused() {
    refuses("a,b\n1,\0\n", "NUL", "binary");
  }

  @Test
  void bytesThatAreNoUtf8NameTheirOffset() {
    byte[] content = "name\nMüller\n".getBytes(StandardCharsets.ISO_8859_1);
    Path path = file(content);
    refuses(() -> DataFiles.read(path), ExitCode.COULD_NOT_RUN, "UTF-8", "byte 6", "0xFC");
  }

  @Test
  void aCharacterCutOffAtTheEndIsRefused() {
    Path path = file(new byte[] {'a', '\n', (byte) 0xC3});
    refuses(() -> DataFiles.read(path), ExitCode.COULD_NOT_RUN, "UTF-8", "byte 2");
  }

  @Test
  void emptyFilesAndBareHeadersExamineNothing() {
    for (String content : List.of("", "\n\n", "a,b\n", "a,b", "\uFEFF")) {
      Path path = file(content);
      refuses(() -> DataFiles.read(path), ExitCode.NOTHING_EXAMINED, "t.csv");
    }
  }

  @Test
  void whatIsNoFileIsRefusedAsUsage() {
    refuses(() -> DataFiles.read(folder), ExitCode.USAGE, "is a directory");
    refuses(() -> DataFiles.read(folder.resolve("no.csv")), ExitCode.USAGE, "no file", "no.csv");
  }

  @Test
  void archivesAreNamedForWhatTheyAre() {
    Path path = file(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0});
    refuses(() -> DataFiles.read(path), ExitCode.COULD_NOT_RUN, "gzip", "unpack");
  }

  @Test
  void limitsAreHeld() {
    Limits d = Limits.defaults();
    Path path = file("a,b\n1,xxxx\n3,y\n");
    refuses(path, new Limits(10, d.cells(), d.fieldChars(), d.columns(), d.memoryBytes()), "bytes");
    refuses(
        path,
        new Limits(d.fileBytes(), 3, d.fieldChars(), d.columns(), d.memoryBytes()),
        "line 3",
        "cells");
    refuses(
        path,
        new Limits(d.fileBytes(), d.cells(), 3, d.columns(), d.memoryBytes()),
        "line 2",
        "4 characters");
    refuses(
        path,
        new Limits(d.fileBytes(), d.cells(), d.fieldChars(), 1, d.memoryBytes()),
        "2 columns");
  }

  @Test
  void aCellLongerThanTheParsersBufferIsRefused() {
    Limits d = Limits.defaults();
    Path path = file("a\n" + "x".repeat(200_000) + "\n");
    refuses(path, new Limits(d.fileBytes(), d.cells(), 10, d.columns(), d.memoryBytes()), "line 2");
  }

  @Test
  void aTableBeyondTheMemoryLimitIsRefused() {
    StringBuilder csv = new StringBuilder("id\n");
    for (int i = 0; i < 800_000; i++) {
      csv.append("id-").append(i).append('\n');
    }
    Limits d = Limits.defaults();
    refuses(
        file(csv.toString()),
        new Limits(d.fileBytes(), d.cells(), d.fieldChars(), d.columns(), 8 << 20),
        "8 MiB of memory",
        "-Xmx");
  }

  @Test
  void emptyLinesCountAsCellsBeforeTheyTakeMemory() {
    Limits d = Limits.defaults();
    refuses(
        file("a\n1" + "\n".repeat(5000) + "2\n"),
        new Limits(d.fileBytes(), 1000, d.fieldChars(), d.columns(), d.memoryBytes()),
        "beyond 1,000 cells");
  }

  private static void refuses(Path path, Limits limits, String... words) {
    refuses(
        () -> DataFiles.read(path, ReadOptions.defaults().withLimits(limits)),
        ExitCode.COULD_NOT_RUN,
        words);
  }

  @Test
  void numbersAreReadAsJavaReadsThem() {
    StringBuilder csv = new StringBuilder("x\n");
    java.util.random.RandomGenerator random = new java.util.SplittableRandom(7);
    double[] expected = new double[20_000];
    for (int i = 0; i < expected.length; i++) {
      String text =
          switch (i % 4) {
            case 0 -> Double.toString(Double.longBitsToDouble(random.nextLong()));
            case 1 -> random.nextLong(100_000) + "." + random.nextLong(1_000_000_000_000_000L);
            case 2 ->
                "-"
                    + random.nextInt(1000)
                    + "."
                    + random.nextInt(1000)
                    + "e-"
                    + random.nextInt(300);
            default -> Long.toString(random.nextLong());
          };
      expected[i] = Double.parseDouble(text);
      if (!Double.isFinite(expected[i])) {
        text = "0";
        expected[i] = 0;
      }
      csv.append(text).append('\n');
    }
    assertThat(((NumericColumn) read(csv.toString()).column("x")).values())
        .containsExactly(expected);
  }
}
