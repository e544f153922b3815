package dev.gambeson.benchmarks.labels;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.label.ConfidentLearning;
import dev.gambeson.data.screen.label.LabelErrors;
import dev.gambeson.data.screen.label.LabelFilter;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/// Writes, for `label_noise.py` to judge beside cleanlab: per set its rows, per run the true and
/// given labels, the probabilities of our linear model and of the pool, and what we picked.
///
/// Arguments: the folder of shared data, a folder to write to, the number of seeds, the sets.
public final class LabelNoiseBenchmark {
  private LabelNoiseBenchmark() {}

  public static void main(String[] args) throws IOException {
    Path shared = Path.of(args[0]);
    Path out = Files.createDirectories(Path.of(args[1]));
    int seeds = Integer.parseInt(args[2]);
    try (Workers workers = new Workers(1)) {
      for (String name : Arrays.copyOfRange(args, 3, args.length)) {
        ScreenSubject set = NoisySets.load(shared, name);
        writeRows(out.resolve(name + ".rows.csv"), set.features());
        for (int seed = 0; seed < seeds; seed++) {
          run(set, name, 0, true, seed, out, workers);
          for (double rate : new double[] {0.1, 0.2, 0.4}) {
            run(set, name, rate, true, seed, out, workers);
            run(set, name, rate, false, seed, out, workers);
          }
        }
      }
    }
  }

  private static void run(
      ScreenSubject set,
      String name,
      double rate,
      boolean symmetric,
      int seed,
      Path out,
      Workers workers)
      throws IOException {
    var label = set.label().orElseThrow();
    int classes = label.names().size();
    String kind = symmetric ? "sym" : "asym";
    Seed own = new Seed(seed).child(name + rate + kind);
    int[] given = NoisySets.noisy(label.codes(), classes, rate, symmetric, own.child("noise"));
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    LabelErrors errors = LabelErrors.find(set.features(), given, classes, own, workers);
    boolean[] issues = marks(given.length, errors.issues());
    double cpu = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e9;
    boolean[] held = marks(given.length, errors.held(0.01));
    boolean[] heldNear = marks(given.length, errors.heldByNeighbours(0.01));
    boolean[] learned =
        marks(
            given.length,
            ConfidentLearning.of(given, errors.linear()).issues(LabelFilter.PRUNE_BY_NOISE_RATE));
    Path file = out.resolve("%s-%s-%s-%d.csv".formatted(name, kind, rate, seed));
    try (PrintStream p =
        new PrintStream(Files.newOutputStream(file), false, StandardCharsets.US_ASCII)) {
      for (int i = 0; i < given.length; i++) {
        p.printf(
            Locale.ROOT,
            "%d,%d,%d,%d,%d,%d",
            label.codes()[i],
            given[i],
            issues[i] ? 1 : 0,
            held[i] ? 1 : 0,
            heldNear[i] ? 1 : 0,
            learned[i] ? 1 : 0);
        for (Rows r : new Rows[] {errors.linear(), errors.pooled()}) {
          for (int k = 0; k < classes; k++) {
            p.print("," + r.at(i, k));
          }
        }
        p.println();
      }
    }
    System.out.printf(Locale.ROOT, "%s: %.2f CPU s%n", file.getFileName(), cpu);
  }

  private static boolean[] marks(int n, int[] rows) {
    boolean[] out = new boolean[n];
    Arrays.stream(rows).forEach(i -> out[i] = true);
    return out;
  }

  private static void writeRows(Path file, Rows rows) throws IOException {
    try (PrintStream p =
        new PrintStream(Files.newOutputStream(file), false, StandardCharsets.US_ASCII)) {
      for (int i = 0; i < rows.count(); i++) {
        StringBuilder line = new StringBuilder();
        for (int j = 0; j < rows.width(); j++) {
          line.append(j == 0 ? "" : ",").append((float) rows.at(i, j));
        }
        p.println(line);
      }
    }
  }
}
