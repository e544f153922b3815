package dev.gambeson.cli.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.cli.TinyCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScanCommandTest {
  private static final String TOKEN = "token = ghp_" + "qZ7vKp2LrT9xWm4YbN8cHd3FsG6jEa5UoI1t";

  @TempDir private Path folder;

  @BeforeEach
  void files() throws IOException {
    Files.writeString(folder.resolve("clean.txt"), "nothing to see");
    Files.writeString(folder.resolve("secret.txt"), TOKEN);
  }

  private static JsonNode json(TinyCase.Ran ran) {
    return JsonMapper.shared().readTree(ran.out());
  }

  private TinyCase.Ran scan(String... args) {
    String[] all = new String[args.length + 2];
    all[0] = "scan";
    System.arraycopy(args, 0, all, 1, args.length);
    all[args.length + 1] = folder.toString();
    return TinyCase.run(all);
  }

  @Test
  void everyFileIsASubjectWithItsVerdict() {
    TinyCase.Ran ran = scan("--format", "json", "--quiet");
    assertThat(ran.code()).isZero();
    assertThat(json(ran).path("subjects").values())
        .extracting(s -> s.path("verdict").asString())
        .containsExactly("clean", "review");
  }

  @Test
  void whatASecretIsIsNeverRepeated() {
    for (String format : new String[] {"json", "text", "sarif", "html", "md", "junit"}) {
      assertThat(scan("--format", format).out()).doesNotContain("qZ7vKp2L").contains("GB-ART-021");
    }
  }

  @Test
  void findingsAtTheBarGiveExitCodeOne() {
    assertThat(scan("--fail-on", "medium").code()).isEqualTo(1);
  }

  @Test
  void aRuleThatIsSwitchedOffIsNotExaminedAndDoesNotCount() {
    TinyCase.Ran ran = scan("--skip", "GB-ART-021", "--fail-on", "info", "--format", "json");
    assertThat(ran.code()).isZero();
    assertThat(json(ran).path("subjects").values())
        .extracting(s -> s.path("verdict").asString())
        .containsExactly("clean", "clean");
  }

  @Test
  void anUnknownKindCouldNotBeExamined() throws IOException {
    Files.write(folder.resolve("noise"), new byte[] {0, 1, 2, 3, 0, 9, 8, 7});
    assertThat(scan().code()).isEqualTo(2);
  }

  @Test
  void anEmptyFolderMeansNothingWasExamined() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(TinyCase.run("scan", empty.toString()).code()).isEqualTo(3);
  }

  @Test
  void aPathThatIsNotThereIsAUsageError() {
    TinyCase.Ran ran = TinyCase.run("scan", folder.resolve("no").toString());
    assertThat(ran.code()).isEqualTo(4);
    assertThat(ran.err()).contains("There is no file or folder");
  }

  @Test
  void aDeepScanSaysWhatHeldTheFileInAndWhatItTriedOrRefuses() throws IOException {
    Files.writeString(folder.resolve("a.pkl"), "ctabnanny\ncheck\n(S'/etc/hostname'\ntR.");
    TinyCase.Ran ran = scan("--deep", "--format", "json", "--quiet");
    if (ran.out().isEmpty()) {
      assertThat(ran.code()).isEqualTo(2);
      assertThat(ran.err()).contains("There is no sandbox on this machine, so nothing was run");
      return;
    }
    assertThat(json(ran).path("notices").toString()).contains("loaded for real in a sandbox");
    assertThat(ran.out())
        .containsAnyOf("file access seen on loading", "File access seen on loading", "no python3");
  }

  @Test
  void withoutTheFlagNothingIsLoaded() throws IOException {
    Files.writeString(folder.resolve("a.pkl"), "ctabnanny\ncheck\n(S'/etc/hostname'\ntR.");
    TinyCase.Ran ran = scan("--format", "json", "--quiet");
    assertThat(ran.out()).doesNotContain("sandbox (").doesNotContain("seen on loading");
    assertThat(json(ran).path("notices").size()).isZero();
  }
}
