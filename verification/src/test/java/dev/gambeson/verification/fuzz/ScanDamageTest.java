package dev.gambeson.verification.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.artifact.scan.FileReport;
import dev.gambeson.artifact.scan.engine.Verdict;
import dev.gambeson.core.Seed;
import dev.gambeson.testing.SharedData;
import dev.gambeson.verification.Mutator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Damaged copies of every sample of the shared corpus: whatever the bytes, a report, the same
/// twice.
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScanDamageTest {
  private static final int CASES = 40;
  private static final int MAX_SEED = 64 << 10;

  private record Sample(String name, byte[] bytes) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Sample> samples() throws IOException {
    Path corpus = SharedData.require("reference/supply/corpus_dev.tar.xz");
    List<Sample> samples = new ArrayList<>();
    try (InputStream file = java.nio.file.Files.newInputStream(corpus);
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(file))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        if (e.isFile() && e.getSize() <= MAX_SEED) {
          samples.add(new Sample(e.getName(), tar.readNBytes((int) e.getSize())));
        }
      }
    }
    assertThat(samples).hasSizeGreaterThan(200);
    return samples.stream();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void damageNeverBreaksTheScanner(Sample sample) {
    Seed seed = new Seed(20261122).child(sample.name());
    for (int i = 0; i < CASES; i++) {
      byte[] damaged = new Mutator(seed.child(i).random()).mutate(sample.bytes());
      try {
        ScanTarget.fuzzerTestOneInput(damaged);
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        throw new AssertionError("damaged copy " + i + " of " + sample.name() + ": " + e, e);
      }
    }
  }

  /// A file that breaks off is a file of which nothing is known, whatever was in it.
  @ParameterizedTest
  @MethodSource("samples")
  void aFileCutAnywhereIsScannedToAnEnd(Sample sample) {
    int step = Math.max(1, sample.bytes().length / 60);
    for (int cut = 0; cut < sample.bytes().length; cut += step) {
      byte[] head = java.util.Arrays.copyOf(sample.bytes(), cut);
      FileReport report = ScanTarget.scan("", head);
      assertThat(report.verdict()).isIn((Object[]) Verdict.values());
    }
  }
}
