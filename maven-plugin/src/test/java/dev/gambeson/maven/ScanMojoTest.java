package dev.gambeson.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScanMojoTest {
  private static final String OS_SYSTEM = "cos\nsystem\n(S'echo'\ntR.";

  @TempDir private Path project;
  private final ScanMojo mojo = new ScanMojo();

  @BeforeEach
  void project() throws IOException {
    Files.createDirectories(project.resolve("src"));
    Files.writeString(project.resolve("src/notes.txt"), "nothing to see");
    mojo.paths = List.of(project.resolve("src").toFile());
    mojo.reports = project.resolve("target/gambeson").toFile();
  }

  private void evil() throws IOException {
    Files.write(project.resolve("src/model.pkl"), OS_SYSTEM.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void aCleanProjectPassesAndLeavesReports() throws Exception {
    mojo.execute();
    assertThat(mojo.reports.list()).containsExactlyInAnyOrder("scan.sarif", "scan.html");
  }

  @Test
  void aPickleThatRunsAProgramFailsTheBuildAndNamesTheFile() throws IOException {
    evil();
    assertThatThrownBy(mojo::execute)
        .isInstanceOf(MojoFailureException.class)
        .hasMessageContaining("model.pkl")
        .hasMessageContaining("GB-ART-010");
    assertThat(new File(mojo.reports, "scan.sarif")).content().contains("model.pkl");
  }

  @Test
  void aFileOfAnUnknownKindFailsTheBuildUnlessToldOtherwise() throws Exception {
    Files.write(project.resolve("src/blob"), new byte[] {0, 1, 2, 3, 4, 5, 6, 7});
    assertThatThrownBy(mojo::execute).isInstanceOf(MojoFailureException.class);
    mojo.failOnInconclusive = false;
    mojo.execute();
  }

  @Test
  void whatIsExcludedIsNotScanned() throws Exception {
    evil();
    mojo.excludes = List.of("*.pkl");
    assertThatCode(mojo::execute).doesNotThrowAnyException();
  }

  @Test
  void anUnknownSeverityOrFormatIsAnErrorOfTheConfiguration() {
    mojo.failOn = "terrible";
    assertThatThrownBy(mojo::execute)
        .isInstanceOf(MojoExecutionException.class)
        .hasMessageContaining("terrible");
    mojo.failOn = "high";
    mojo.formats = List.of("pdf");
    assertThatThrownBy(mojo::execute)
        .isInstanceOf(MojoExecutionException.class)
        .hasMessageContaining("pdf");
  }

  @Test
  void aSkippedScanExaminesNothing() throws Exception {
    evil();
    mojo.skip = true;
    mojo.execute();
    assertThat(mojo.reports).doesNotExist();
  }
}
