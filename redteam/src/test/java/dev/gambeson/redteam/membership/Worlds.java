package dev.gambeson.redteam.membership;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.LabelledRows;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.model.nn.NetworkClassifier;
import dev.gambeson.model.nn.TrainingOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Worlds whose truth is known: rows from one law, labels with noise that can only be memorised.
public final class Worlds {
  static final int WIDTH = 12;
  public static final FeatureSpace SPACE =
      new FeatureSpace(
          IntStream.range(0, WIDTH)
              .<Feature>mapToObj(f -> new Feature.Numeric("x" + f, false, -6, 6, 1, false))
              .toList());
  static final TrainingOptions MEMORISE = TrainingOptions.of(128).epochs(150).l2(0);
  static final TrainingOptions REGULARISED = TrainingOptions.of(8).epochs(8).l2(0.02);

  private Worlds() {}

  /// Rows shifted by `shift` in every feature; a fifth of the labels are coin tosses.
  public static LabelledRows rows(int n, double shift, Seed seed) {
    RandomGenerator random = seed.random();
    double[] values = new double[n * WIDTH];
    int[] truth = new int[n];
    for (int i = 0; i < n; i++) {
      for (int f = 0; f < WIDTH; f++) {
        values[i * WIDTH + f] = random.nextGaussian() + shift;
      }
      boolean positive = values[i * WIDTH] + values[i * WIDTH + 1] > 2 * shift;
      boolean noise = random.nextDouble() < 0.2;
      truth[i] = (noise ? random.nextBoolean() : positive) ? 1 : 0;
    }
    return new LabelledRows(new Dataset("world", List.of()), new Rows(n, WIDTH, values), truth);
  }

  static ScoredClassifier trained(LabelledRows rows, TrainingOptions options) {
    return NetworkClassifier.train(
        SPACE, rows.rows(), rows.truth(), List.of("no", "yes"), options, new Seed(77));
  }

  static AuditSubject subject(ScoredClassifier model, LabelledRows train, LabelledRows test) {
    return new AuditSubject(
        Path.of("model.onnx"), model, test, Optional.of(train), "y", 1, List.of());
  }

  public static CheckContext context(Workers workers) {
    return new CheckContext(Policy.defaults(), new Seed(1), workers, Progress.silent());
  }

  static Policy policy(String check, String parameter, double value) {
    return new Policy(
        Policy.defaults().failOn(),
        false,
        Map.of(check, new Policy.CheckPolicy(true, Optional.empty(), Map.of(parameter, value))),
        List.of());
  }
}
