package dev.gambeson.artifact.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.artifact.scan.engine.Flaw;
import dev.gambeson.artifact.scan.engine.ScanLimits;
import dev.gambeson.artifact.scan.engine.Verdict;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Result;
import dev.gambeson.core.Workers;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeScanTest {
  @TempDir private Path folder;

  private TreeScan.Scanned scan(int threads, List<String> excludes, Path... paths) {
    try (Workers workers = new Workers(threads)) {
      return TreeScan.run(
          ArtifactScanner.standard(), List.of(paths), excludes, workers, Progress.silent());
    }
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void aFolderGivesOneReportPerFileInTheOrderOfNamesOnAnyNumberOfThreads() throws IOException {
    for (String name : List.of("b.txt", "a/z.txt", "c.txt", "a/y.txt")) {
      write(name, "hello " + name);
    }
    TreeScan.Scanned one = scan(1, List.of(), folder);
    assertThat(one.files())
        .extracting(f -> folder.relativize(Path.of(f.name())).toString())
        .containsExactly("a/y.txt", "a/z.txt", "b.txt", "c.txt");
    assertThat(scan(4, List.of(), folder)).isEqualTo(one);
  }

  @Test
  void excludedFilesAreListedWithTheReason() throws IOException {
    write("keep.txt", "x");
    write("out/drop.txt", "x");
    write("drop.log", "x");
    TreeScan.Scanned scanned = scan(1, List.of("out", "*.log"), folder);
    assertThat(scanned.files()).hasSize(1);
    assertThat(scanned.notExamined())
        .extracting(Result.NotExamined::reason)
        .containsOnly("excluded by the command")
        .hasSize(2);
  }

  @Test
  void versionControlIsLeftOutAndSaidSo() throws IOException {
    write(".git/objects/ab", "x");
    write("a.txt", "x");
    TreeScan.Scanned scanned = scan(1, List.of(), folder);
    assertThat(scanned.files()).hasSize(1);
    assertThat(scanned.notExamined()).hasSize(1);
  }

  @Test
  void aLinkThatLeadsOutAsksForAReviewAndItsTargetIsScanned() throws IOException {
    Path outside = write("outside.txt", "x");
    Path inside = Files.createDirectory(folder.resolve("in"));
    Files.createSymbolicLink(inside.resolve("link"), outside);
    FileReport report = scan(1, List.of(), inside).files().getFirst();
    assertThat(report.verdict()).isEqualTo(Verdict.REVIEW);
    assertThat(report.kind()).isEqualTo("text");
  }

  @Test
  void aLinkWithinTheFolderIsScannedUnderItsOwnName() throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), write("a.txt", "x"));
    assertThat(scan(1, List.of(), folder).files())
        .extracting(FileReport::verdict)
        .containsExactly(Verdict.CLEAN, Verdict.CLEAN);
  }

  @Test
  void linksInACircleAndLinksToNothingStopNothing() throws IOException {
    write("a.txt", "x");
    Files.createSymbolicLink(folder.resolve("loop"), folder);
    Files.createSymbolicLink(folder.resolve("gone"), folder.resolve("nothing"));
    TreeScan.Scanned scanned = scan(1, List.of(), folder);
    assertThat(scanned.files()).hasSize(1);
    assertThat(scanned.notExamined())
        .extracting(Result.NotExamined::reason)
        .containsExactlyInAnyOrder("a link to a folder", "a link to nothing");
  }

  @Test
  void aPathThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> scan(1, List.of(), folder.resolve("no")))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("There is no file or folder");
  }

  @Test
  void aSparseFileBeyondTheLimitIsInconclusiveAtOnce() throws IOException {
    Path huge = folder.resolve("huge.safetensors");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(1L << 40);
    }
    FileReport report = ArtifactScanner.standard().scan("huge", huge);
    assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(report.flaws()).extracting(Flaw::title).containsExactly("file beyond the limit");
  }

  @Test
  void theHashIsThatOfTheFile() throws IOException {
    FileReport report = ArtifactScanner.standard().scan("a", write("a.txt", "abc"));
    assertThat(report.sha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(
            ArtifactScanner.withLimits(ScanLimits.defaults())
                .scan("a", "abc".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .sha256())
        .isEqualTo(report.sha256());
  }
}
