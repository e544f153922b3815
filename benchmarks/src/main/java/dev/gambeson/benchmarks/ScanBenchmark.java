package dev.gambeson.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.gambeson.artifact.scan.ArtifactScanner;
import dev.gambeson.artifact.scan.FileReport;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;

/// CPU seconds of scanning files, hash included: the first run of the process, and after it is
/// warm. Peers on the same files: `benchmarks/scan/peer.py`.
public final class ScanBenchmark {
  private static final int RUNS = 12;

  private ScanBenchmark() {}

  /// Scans each file named on the command line.
  public static void main(String[] files) {
    ArtifactScanner scanner = ArtifactScanner.standard();
    ThreadMXBean clock = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (String file : files) {
      double best = Double.MAX_VALUE;
      for (int run = 0; run < RUNS; run++) {
        long start = clock.getCurrentThreadCpuTime();
        FileReport report = scanner.scan(file, Path.of(file));
        double seconds = (clock.getCurrentThreadCpuTime() - start) / 1e9;
        best = Math.min(best, seconds);
        if (run == 0 || run == RUNS - 1) {
          System.out.printf(
              Locale.ROOT,
              "%s %s run %d: %.3f cpu s (best %.3f, %.0f MB/s)%n",
              file,
              report.verdict().id(),
              run,
              seconds,
              best,
              report.bytes() / 1e6 / best);
        }
      }
    }
  }
}
