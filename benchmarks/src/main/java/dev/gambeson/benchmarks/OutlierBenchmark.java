package dev.gambeson.benchmarks;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.stats.Roc;
import dev.gambeson.data.screen.outlier.Copod;
import dev.gambeson.data.screen.outlier.Ecod;
import dev.gambeson.data.screen.outlier.Hbos;
import dev.gambeson.data.screen.outlier.IsolationForest;
import dev.gambeson.data.screen.outlier.Knn;
import dev.gambeson.data.screen.outlier.LocalOutlierFactor;
import dev.gambeson.data.screen.outlier.OutlierDetector;
import dev.gambeson.data.screen.outlier.OutlierEnsemble;
import dev.gambeson.data.screen.outlier.PcaScore;
import dev.gambeson.data.screen.outlier.RobustMahalanobis;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// ROC-AUC of each outlier detector on sets of ADBench beside PyOD's on the same rows, with CPU
/// seconds of one thread; see `benchmarks/outliers/README.md`.
///
/// Run: `java -cp <class path> dev.gambeson.benchmarks.OutlierBenchmark <folder that peer.py
/// wrote>`
public final class OutlierBenchmark {
  private static final int FOREST_SEEDS = 5;

  private OutlierBenchmark() {}

  private record Measured(double auc, double seconds) {}

  /// @param args the folder with `SET.X.npy`, `SET.y.npy` and `pyod.csv`; then detectors, if not
  ///   all
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Map<String, OutlierDetector> detectors = new LinkedHashMap<>();
    detectors.put("iforest", new IsolationForest());
    detectors.put("lof", new LocalOutlierFactor());
    detectors.put("knn", new Knn());
    detectors.put("hbos", new Hbos());
    detectors.put("ecod", new Ecod());
    detectors.put("copod", new Copod());
    detectors.put("mcd", new RobustMahalanobis());
    detectors.put("pca", new PcaScore());
    detectors.put("ensemble", new OutlierEnsemble());
    if (args.length > 1) {
      detectors.keySet().retainAll(Arrays.asList(args).subList(1, args.length));
    }
    Map<String, Measured> peer = peer(folder.resolve("pyod.csv"));
    List<String> sets =
        peer.keySet().stream().map(k -> k.substring(0, k.indexOf('|'))).distinct().toList();
    try (Workers one = new Workers(1)) {
      for (var detector : detectors.entrySet()) {
        compare(folder, sets, detector.getKey(), detector.getValue(), peer, one);
      }
    }
  }

  private static void compare(
      Path folder,
      List<String> sets,
      String key,
      OutlierDetector detector,
      Map<String, Measured> peer,
      Workers one)
      throws IOException {
    double ours = 0;
    double theirs = 0;
    double seconds = 0;
    double theirSeconds = 0;
    System.out.printf(Locale.ROOT, "%s%n", detector.name());
    for (String set : sets) {
      Measured m = measure(folder, set, detector, key.equals("iforest") ? FOREST_SEEDS : 1, one);
      Measured p = peer.getOrDefault(set + "|" + key, new Measured(Double.NaN, Double.NaN));
      System.out.printf(
          Locale.ROOT,
          "  %-16s AUC %.4f  PyOD %.4f  difference %+.4f  CPU s %.2f, PyOD %.2f%n",
          set,
          m.auc(),
          p.auc(),
          m.auc() - p.auc(),
          m.seconds(),
          p.seconds());
      ours += m.auc() / sets.size();
      theirs += p.auc() / sets.size();
      seconds += m.seconds();
      theirSeconds += p.seconds();
    }
    System.out.printf(
        Locale.ROOT,
        "  MEAN             AUC %.4f  PyOD %.4f  difference %+.4f  CPU s %.2f, PyOD %.2f%n",
        ours,
        theirs,
        ours - theirs,
        seconds,
        theirSeconds);
  }

  private static Measured measure(
      Path folder, String set, OutlierDetector detector, int seeds, Workers one)
      throws IOException {
    Npy x = Npy.read(folder.resolve(set + ".X.npy"));
    double[] y = Npy.read(folder.resolve(set + ".y.npy")).values();
    Rows rows = standardised(x);
    boolean[] positive = new boolean[y.length];
    for (int i = 0; i < y.length; i++) {
      positive[i] = y[i] > 0.5;
    }
    var threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    double auc = 0;
    for (int seed = 0; seed < seeds; seed++) {
      double[] scores = detector.fit(rows, new Seed(seed), one).own(one);
      auc += Roc.of(scores, positive).auc("AUC").value() / seeds;
    }
    return new Measured(auc, (threads.getCurrentThreadCpuTime() - start) / 1e9 / seeds);
  }

  private static Rows standardised(Npy x) {
    double[] out = x.values().clone();
    for (int f = 0; f < x.columns(); f++) {
      double mean = 0;
      double square = 0;
      for (int row = 0; row < x.rows(); row++) {
        mean += out[row * x.columns() + f] / x.rows();
      }
      for (int row = 0; row < x.rows(); row++) {
        double d = out[row * x.columns() + f] - mean;
        square += d * d / x.rows();
      }
      double scale = square > 0 ? Math.sqrt(square) : 1;
      for (int row = 0; row < x.rows(); row++) {
        out[row * x.columns() + f] = (out[row * x.columns() + f] - mean) / scale;
      }
    }
    return new Rows(x.rows(), x.columns(), out);
  }

  private static Map<String, Measured> peer(Path csv) throws IOException {
    Map<String, Measured> out = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>(Files.readAllLines(csv));
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      out.put(
          cells[0] + "|" + cells[3],
          new Measured(Double.parseDouble(cells[4]), Double.parseDouble(cells[5])));
    }
    return out;
  }
}
