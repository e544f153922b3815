package dev.gambeson.benchmarks;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.stats.Roc;
import dev.gambeson.model.nn.NetworkClassifier;
import dev.gambeson.model.nn.TrainingOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What an audit spends its time on: encoding and scoring rows, training a surrogate, ROC analysis.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HotPaths {
  private static final int ROWS = 1024;

  private Rows rows = new Rows(0, 0, new double[0]);
  private FeatureSpace space = new FeatureSpace(List.of());
  private int[] truth = new int[0];
  private double[] positives = new double[0];
  private double[] negatives = new double[0];
  private NetworkClassifier network = network();

  /// Makes a table of six numbers and two categories of 50 levels.
  @Setup
  public void setUp() {
    network = network();
    RandomGenerator random = new Seed(2).random();
    positives = random.doubles(10_000).toArray();
    negatives = random.doubles(10_000).toArray();
  }

  private NetworkClassifier network() {
    RandomGenerator random = new Seed(1).random();
    List<String> levels = IntStream.range(0, 50).mapToObj(i -> "level" + i).toList();
    space =
        new FeatureSpace(
            IntStream.range(0, 8)
                .<Feature>mapToObj(i ->
                    i < 6
                        ? new Feature.Numeric("x" + i, false, -5, 5, 1, false)
                        : new Feature.Categorical("c" + i, levels, false))
                .toList());
    double[] values = new double[ROWS * 8];
    truth = new int[ROWS];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 8 < 6 ? random.nextGaussian() : random.nextInt(50);
    }
    for (int i = 0; i < ROWS; i++) {
      truth[i] = values[i * 8] + values[i * 8 + 1] > 0 ? 1 : 0;
    }
    rows = new Rows(ROWS, 8, values);
    return NetworkClassifier.train(
        space, rows, truth, List.of("0", "1"), TrainingOptions.of(32, 16).epochs(2), new Seed(3));
  }

  /// Encodes and scores 1,024 rows of width 106 through a 32-16 network.
  @Benchmark
  public float[] scoreNetwork() {
    return network.scores(rows);
  }

  /// Trains that network for one epoch on the 1,024 rows.
  @Benchmark
  public NetworkClassifier trainEpoch() {
    return NetworkClassifier.train(
        space, rows, truth, List.of("0", "1"), TrainingOptions.of(32, 16).epochs(1), new Seed(3));
  }

  /// AUC with its DeLong interval of 10,000 against 10,000 scores.
  @Benchmark
  public double auc() {
    return Roc.of(positives, negatives).auc("auc").high();
  }
}
