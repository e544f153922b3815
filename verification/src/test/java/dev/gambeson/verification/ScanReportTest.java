package dev.gambeson.verification;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The reports of a scan, as programs read them.
class ScanReportTest {
  private static final byte[] OS_SYSTEM = "cos\nsystem\n(S'echo'\ntR.".getBytes(US_ASCII);

  @TempDir private Path folder;

  @BeforeEach
  void files() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("a\u202e<b>.pkl"));
      zip.write(OS_SYSTEM);
    }
    Files.write(folder.resolve("m.zip"), bytes.toByteArray());
    Files.writeString(folder.resolve("readme.txt"), "hello");
    Files.write(folder.resolve("noise"), new byte[] {0, 1, 2, 3, 4, 5, 6, 7});
  }

  private String scan(String format, int threads) {
    Cli.Ran ran =
        Cli.run(
            List.of(
                "scan",
                folder.toString(),
                "--format",
                format,
                "--quiet",
                "--threads",
                Integer.toString(threads)));
    assertThat(ran.code()).isEqualTo(1);
    return ran.out();
  }

  @Test
  void theJsonResultFollowsItsSchemaAndListsMembers() {
    String json = scan("json", 1);
    assertThat(Schemas.errorsOfResult(json)).isEmpty();
    assertThat(json).contains("\"members\"", "\"verdict\" : \"block\"", "\"inconclusive\"");
  }

  @Test
  void theSarifResultFollowsTheOfficialSchema() {
    assertThat(Schemas.errorsOfSarif(scan("sarif", 1))).isEmpty();
  }

  @Test
  void theResultDoesNotDependOnTheNumberOfThreads() {
    assertThat(scan("json", 3)).isEqualTo(scan("json", 1));
  }

  @Test
  void namesOfMembersCannotChangeAReport() {
    for (String format : new String[] {"json", "sarif", "html", "md", "junit", "text"}) {
      assertThat(scan(format, 1)).doesNotContain("\u202e");
    }
    assertThat(scan("html", 1)).doesNotContain("<b>.pkl");
  }
}
