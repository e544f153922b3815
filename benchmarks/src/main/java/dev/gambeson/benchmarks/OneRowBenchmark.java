package dev.gambeson.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.model.LoadedClassifier;
import dev.gambeson.model.ModelFile;
import dev.gambeson.model.ModelLoader;
import dev.gambeson.model.Preprocessing;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// What one call with one row costs: CPU time of the calling thread and bytes allocated. The median
/// of nine rounds after warm-up.
public final class OneRowBenchmark {
  private static final int WARM = 60_000;
  private static final int CALLS = 20_000;
  private static final int ROUNDS = 9;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private OneRowBenchmark() {}

  /// @param args folders with `preprocessing.json` and model files
  public static void main(String[] args) {
    for (String folder : args) {
      for (String file : List.of("mlp.onnx", "pipeline.onnx", "forest.onnx", "boosted.json")) {
        measure(Path.of(folder), file);
      }
    }
  }

  private static void measure(Path folder, String file) {
    Preprocessing steps = Preprocessing.read(folder.resolve("preprocessing.json"));
    FeatureSpace features = features(steps);
    try (ModelFile model = ModelLoader.open(folder.resolve(file))) {
      boolean own = !model.namedInputs().isEmpty();
      LoadedClassifier classifier =
          model.classifier(features, own ? Optional.empty() : Optional.of(steps));
      Rows row = row(features);
      float sum = 0;
      for (int i = 0; i < WARM; i++) {
        sum += classifier.scores(row)[0];
      }
      double[] nanos = new double[ROUNDS];
      long bytes = 0;
      for (int round = 0; round < ROUNDS; round++) {
        long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().threadId());
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < CALLS; i++) {
          sum += classifier.scores(row)[0];
        }
        nanos[round] = (double) (THREADS.getCurrentThreadCpuTime() - start) / CALLS;
        bytes =
            (THREADS.getThreadAllocatedBytes(Thread.currentThread().threadId()) - before) / CALLS;
      }
      Arrays.sort(nanos);
      System.out.printf(
          Locale.ROOT,
          "%s/%s: %.2f us (%.2f to %.2f), %d bytes a call [%s]%n",
          folder.getFileName(),
          file,
          nanos[ROUNDS / 2] / 1000,
          nanos[0] / 1000,
          nanos[ROUNDS - 1] / 1000,
          bytes,
          Float.isNaN(sum) ? "NaN" : "ok");
    }
  }

  private static FeatureSpace features(Preprocessing steps) {
    List<Feature> features = new ArrayList<>();
    steps
        .steps()
        .forEach(s ->
            features.add(
                s instanceof Preprocessing.LevelStep l
                    ? new Feature.Categorical(
                        s.column(),
                        steps.knownLevels().getOrDefault(s.column(), l.categories()),
                        false)
                    : new Feature.Numeric(s.column(), false, 0, 100, 1, false)));
    return new FeatureSpace(features);
  }

  private static Rows row(FeatureSpace features) {
    RandomGenerator random = new Seed(1).random();
    double[] values = new double[features.width()];
    for (int f = 0; f < values.length; f++) {
      values[f] =
          features.features().get(f) instanceof Feature.Categorical c
              ? random.nextInt(c.levels().size())
              : 100 * random.nextDouble();
    }
    return Rows.of(values);
  }
}
