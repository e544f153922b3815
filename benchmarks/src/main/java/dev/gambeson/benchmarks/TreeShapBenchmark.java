package dev.gambeson.benchmarks;

import dev.gambeson.core.Workers;
import dev.gambeson.explain.TreeShap;
import dev.gambeson.model.tree.TreeEnsemble;
import dev.gambeson.model.tree.TreeModels;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// CPU seconds of one thread for the TreeSHAP jobs of
/// `shared/reference/fairness-explain-drift/bench.json`: 500 trees of depth 6 over Adult (14
/// columns). The first round of each job includes just-in-time compilation.
///
/// Run: `java -cp <class path> dev.gambeson.benchmarks.TreeShapBenchmark <that folder>`
public final class TreeShapBenchmark {
  private TreeShapBenchmark() {}

  /// @param args the folder with `adult_xgb500x6.json` and `adult_first1000.csv`
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : "../shared/reference/fairness-explain-drift");
    TreeEnsemble ensemble =
        TreeModels.xgboostJson(
            Files.readAllBytes(folder.resolve("adult_xgb500x6.json")), "adult_xgb500x6.json");
    float[] rows = matrix(Files.readAllLines(folder.resolve("adult_first1000.csv")));
    float[] background = Arrays.copyOfRange(rows, 900 * 14, 1000 * 14);
    float[] hundred = Arrays.copyOf(rows, 100 * 14);
    TreeShap path = TreeShap.pathDependent(ensemble, 0);
    TreeShap other = TreeShap.interventional(ensemble, 0, background);
    try (Workers one = new Workers(1)) {
      time("path-dependent, 1000 rows", () -> path.explain(rows, one).additivityError());
      time(
          "interventional, 100 rows x 100 background",
          () -> other.explain(hundred, one).additivityError());
      time(
          "interventional probability, 100 rows x 100 background",
          () -> other.explainProbability(hundred, one).additivityError());
      time("margins, 1000 rows", () -> ensemble.margins(rows)[0]);
    }
  }

  private interface Job {
    double run();
  }

  private static void time(String what, Job job) {
    var threads = ManagementFactory.getThreadMXBean();
    for (int round = 1; round <= 5; round++) {
      long start = threads.getCurrentThreadCpuTime();
      double result = job.run();
      double seconds = (threads.getCurrentThreadCpuTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT, "%-55s round %d: %.3f CPU s (%.2e)%n", what, round, seconds, result);
    }
  }

  private static float[] matrix(List<String> lines) {
    float[] matrix = new float[lines.size() * 14];
    int at = 0;
    for (String line : lines) {
      for (String cell : line.split(",", -1)) {
        matrix[at++] = Float.parseFloat(cell);
      }
    }
    return matrix;
  }
}
