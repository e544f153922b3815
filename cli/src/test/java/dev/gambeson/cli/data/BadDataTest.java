package dev.gambeson.cli.data;

import static dev.gambeson.cli.data.DataCase.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.cli.TinyCase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Input that is broken or hostile: a clear message, the right exit code, and no trace of an
/// admission.
class BadDataTest {
  private static final int FINDINGS = 1;
  private static final int COULD_NOT_RUN = 2;
  private static final int NOTHING = 3;
  private static final int USAGE = 4;

  @TempDir private Path folder;

  /// Tries to admit and proves that the store is as it was.
  private TinyCase.Ran admit(Object data, Object... more) throws IOException {
    Path store = Files.createDirectory(folder.resolve("store"));
    TinyCase.Ran ran =
        run("admit", data, "--output", store.resolve("set"), List.of(more), DataCase.CONTRACT_ONLY);
    assertThat(ran.err()).doesNotContain("Exception", "internal error", "\tat ");
    try (Stream<Path> left = Files.list(store)) {
      assertThat(left).as(ran.out()).isEmpty();
    }
    return ran;
  }

  private void refused(TinyCase.Ran ran, int code, String... words) {
    assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(code);
    assertThat(ran.out() + ran.err()).contains(words);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void nothing() throws IOException {
    refused(admit(folder.resolve("absent.csv")), USAGE, "absent.csv");
  }

  @Test
  void anEmptyFile() throws IOException {
    refused(admit(file("empty.csv", "")), NOTHING, "empty");
  }

  @Test
  void aHeaderAlone() throws IOException {
    refused(admit(file("head.csv", "a,b\n")), NOTHING, "row");
  }

  @Test
  void mixedEncodings() throws IOException {
    Path data = folder.resolve("mixed.csv");
    try (OutputStream out = Files.newOutputStream(data)) {
      out.write("name,y\nJürgen,1\n".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 20; i++) {
        out.write("Jürgen,0\n".getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    TinyCase.Ran ran = admit(data);
    assertThat(ran.code()).as(ran.out() + ran.err()).isIn(FINDINGS, COULD_NOT_RUN);
    assertThat(ran.out() + ran.err()).contains("GB-DATA-010 20");
    assertThat(run("check", data, DataCase.CONTRACT_ONLY).out()).contains("byte 0xFC");
  }

  @Test
  void moreRaggedRowsThanMayBeHeldBack() throws IOException {
    refused(
        admit(file("ragged.csv", "a,b\n" + "1,2\n".repeat(50) + "1,2,3\n".repeat(20))),
        FINDINGS,
        "GB-DATA-030");
  }

  @Test
  void aLineWithoutEnd() throws IOException {
    Path data = folder.resolve("long.csv");
    try (OutputStream out = Files.newOutputStream(data)) {
      out.write("a,b\n1,2\n3,".getBytes(StandardCharsets.UTF_8));
      byte[] block = new byte[1 << 20];
      java.util.Arrays.fill(block, (byte) 'x');
      for (int i = 0; i < 64; i++) {
        out.write(block);
      }
    }
    TinyCase.Ran ran = admit(data);
    assertThat(ran.code()).as(ran.out() + ran.err()).isIn(FINDINGS, COULD_NOT_RUN);
  }

  @Test
  void aBomb() throws IOException {
    Path data = folder.resolve("bomb.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(data))) {
      out.write("a,b\n".getBytes(StandardCharsets.UTF_8));
      byte[] rows = "1,1\n".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 400; i++) {
        out.write(rows);
      }
    }
    refused(admit(data), COULD_NOT_RUN, "bomb.csv.gz");
  }

  @Test
  void aMillionColumns() throws IOException {
    StringBuilder head = new StringBuilder();
    for (int i = 0; i < 1_000_000; i++) {
      head.append('c').append(i).append(',');
    }
    refused(
        admit(file("wide.csv", head + "y\n" + "1,".repeat(1_000_000) + "0\n")),
        COULD_NOT_RUN,
        "columns");
  }

  @Test
  void aParquetFileWithALyingFooter() throws IOException {
    Path data = folder.resolve("lie.parquet");
    Files.write(
        data, new byte[] {'P', 'A', 'R', '1', 1, 2, 3, 4, -1, -1, -1, 127, 'P', 'A', 'R', '1'});
    refused(admit(data), COULD_NOT_RUN, "lie.parquet");
  }

  @Test
  void aContractThatContradictsItself() throws IOException {
    Path contract =
        file(
            "contract.yaml",
            """
            schema: gambeson/contract/1
            name: c
            columns:
              a: {type: integer, min: 5, max: 1}
            """);
    refused(admit(file("ok.csv", "a\n3\n"), "--contract", contract), USAGE, "contract.yaml");
  }

  @Test
  void aColumnThatDoesNotExist() throws IOException {
    refused(
        admit(file("ok.csv", "amount,y\n3,1\n"), "--label", "z", "--id", "amuont"),
        USAGE,
        "no column");
  }

  @Test
  void anAddressOfNothing() throws IOException {
    refused(admit("jdbc:nothing://host/db", "--query", "select 1"), USAGE, "jdbc");
  }

  @Test
  void anAllEmptyColumnAndASingleClassAreNoReasonToCrash() throws IOException {
    Path data = file("odd.csv", "a,b,y\n" + "1,,1\n".repeat(500));
    TinyCase.Ran ran = run("check", data, "--label", "y");
    assertThat(ran.code()).as(ran.err()).isIn(0, FINDINGS, COULD_NOT_RUN);
    assertThat(ran.err()).doesNotContain("internal error");
    assertThat(ran.out()).doesNotContain("internal error");
  }
}
