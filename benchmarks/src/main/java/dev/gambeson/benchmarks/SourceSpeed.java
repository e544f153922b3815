package dev.gambeson.benchmarks;

import dev.gambeson.core.data.Batch;
import dev.gambeson.data.source.BatchReader;
import dev.gambeson.data.source.Sources;
import dev.gambeson.data.source.TableSource;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Optional;

/// How fast a source streams: rows, bytes, seconds of processor time of the reading thread, hashing
/// included.
///
/// `SourceSpeed ADDRESS [READINGS]`
public final class SourceSpeed {
  private SourceSpeed() {}

  /// See the class.
  public static void main(String[] args) {
    TableSource source = Sources.open(args[0]);
    int readings = args.length > 1 ? Integer.parseInt(args[1]) : 2;
    for (int i = 1; i <= readings; i++) {
      read(source, i);
    }
  }

  private static void read(TableSource source, int reading) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long cpu = threads.getCurrentThreadCpuTime();
    long wall = System.nanoTime();
    long rows = 0;
    try (BatchReader reader = source.open()) {
      for (Optional<Batch> batch = reader.next(); batch.isPresent(); batch = reader.next()) {
        rows += batch.get().size();
      }
      double cpuSeconds = (threads.getCurrentThreadCpuTime() - cpu) / 1e9;
      System.out.printf(
          "reading %d: %,d rows, %,d bytes, %.2f s CPU, %.2f s wall, %.0f MB/s CPU, %,.0f rows/s CPU, sha256 %s%n",
          reading,
          rows,
          reader.bytesRead(),
          cpuSeconds,
          (System.nanoTime() - wall) / 1e9,
          reader.bytesRead() / 1e6 / cpuSeconds,
          rows / cpuSeconds,
          reader.sha256());
    }
  }
}
