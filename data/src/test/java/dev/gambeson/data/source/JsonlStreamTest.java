package dev.gambeson.data.source;

import static dev.gambeson.core.ExitCode.COULD_NOT_RUN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonlStreamTest {
  @TempDir Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("t.jsonl"), content);
  }

  @Test
  void columnsAreTheKeysInOrderOfAppearance() throws IOException {
    Path file =
        file(
            """
            {"a": 1, "b": "x"}

            {"b": null, "c": true, "a": 1.50}
            {"c": {"k": [1, 2.0]}, "b": "ü"}
            """);
    Reading read = Reading.of(file);

    assertThat(Sources.open(file.toString()).kind()).isEqualTo("jsonl");
    assertThat(read.names()).containsExactly("a", "b", "c");
    assertThat(read.rows())
        .containsExactly(
            List.of("1", "x", ""),
            List.of("1.50", "", "true"),
            List.of("", "ü", "{\"k\": [1, 2.0]}"));
    assertThat(read.numbers()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void wholeNumbersAreNotRounded() throws IOException {
    assertThat(Reading.of(file("{\"a\":9007199254740993}\n")).column("a"))
        .containsExactly("9007199254740993");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':1,'a':2}|has a key twice",
        "{'a':{'b':1,'b':2}}|has a key twice",
        "{'a':1|is no sound JSON object",
        "[1]|is no JSON object",
        "7|is no JSON object",
        "{'a':1} {'a':2}|has something behind its JSON object",
        "{'a':NaN}|is no sound JSON object",
        "{'':1}|has a key without a name",
        "{'a':'x\\u0000'}|holds a NUL character",
        "{'a':'\\ud800'}|holds half a character (a lone surrogate)"
      })
  void aRowThatIsNoObjectIsAFlaw(String row, String reason) throws IOException {
    Reading read = Reading.of(file("{\"a\":1}\n" + row.replace('\'', '"') + "\n{\"a\":3}\n"));

    assertThat(read.column("a")).containsExactly("1", "3");
    assertThat(read.flaws()).containsExactly(new Batch.Flaw(2, reason));
  }

  @Test
  void deepNestingAndOtherEncodingsAreFlaws() throws IOException {
    String deep = "{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}\n";
    Path file = folder.resolve("t.jsonl");
    Files.write(
        file, ("{\"a\":1}\n" + deep + "{\"a\":\"é\"}\n").getBytes(StandardCharsets.ISO_8859_1));

    assertThat(Reading.of(file).flaws())
        .extracting(Batch.Flaw::reason)
        .containsExactly(
            "is nested too deeply, or holds a text or number that is too long",
            "holds bytes that are no UTF-8 text");
  }

  @Test
  void aKeyThatTurnsUpLateIsAFlaw() throws IOException {
    Reading read = Reading.of(file("{\"a\":1}\n".repeat(1000) + "{\"a\":1,\"z\":2}\n"));

    assertThat(read.names()).containsExactly("a");
    assertThat(read.flaws())
        .containsExactly(new Batch.Flaw(1001, "has a key that none of the first 1,000 rows has"));
  }

  @Test
  void whatIsNoJsonlIsRefused() throws IOException {
    Reading.refuses(file("[{\"a\":1}]"), COULD_NOT_RUN, "JSON array");
    Reading.refuses(file("{\n \"a\": 1\n}\n"), COULD_NOT_RUN, "one object a line");
    Reading.refuses(file("{}\n{}\n"), COULD_NOT_RUN, "one object a line");
  }

  @Test
  void whatIsWrittenIsWhatIsRead() {
    Batch batch =
        new Batch(
            List.of("t\"", "x"),
            List.of(
                new Cells.Texts(new String[] {"a\n\t\\\"é😀\u0001", "", "3"}),
                new Cells.Numbers(new double[] {1.5, Double.NaN, 3})),
            new long[] {1, 2, 3},
            List.of());
    try (TableWriter writer =
        TableWriters.open(folder.resolve("out.jsonl"), "jsonl", batch.names())) {
      writer.write(batch);
      Reading read = Reading.of(writer.finish().file());
      assertThat(read.names()).isEqualTo(batch.names());
      assertThat(read.rows())
          .containsExactly(
              List.of("a\n\t\\\"é😀\u0001", "1.5"), List.of("", ""), List.of("3", "3"));
    }
  }
}
