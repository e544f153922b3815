package dev.gambeson.monitor;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.monitor.reference.GroupSource;
import dev.gambeson.monitor.reference.ModelShape;
import dev.gambeson.monitor.reference.Observed;
import dev.gambeson.monitor.reference.Reference;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// A small fraud-like model and the traffic it sees.
final class Streams {
  static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  static final CheckContext CONTEXT =
      new CheckContext(Policy.defaults(), new Seed(7), new Workers(1), Progress.silent());
  static final FeatureSpace SPACE =
      new FeatureSpace(
          List.of(
              new Feature.Numeric("amount", false, 0, 1e9, 1, false),
              new Feature.Numeric("age", true, 0, 120, 12, false),
              new Feature.Numeric("spike", false, 0, 1e9, 1, false),
              new Feature.Categorical("channel", List.of("web", "shop", "phone"), false),
              new Feature.Categorical("sex", List.of("f", "m"), true)));
  static final ModelShape SHAPE =
      ModelShape.of("fraud", "1", SPACE, List.of("ok", "fraud"))
          .watching(0, List.of(GroupSource.ofFeature(SPACE, "sex")));

  /// Without a sample of rows, whose test takes half a second a report.
  static final MonitorPolicy POLICY =
      new MonitorPolicy(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(0));

  private Streams() {}

  /// Rows with scores and outcomes.
  record Traffic(Observed observed, int[] truth) {}

  /// @param shift added to the mean of log amount
  /// @param concept added to the true log odds, unseen by the model
  static Traffic traffic(int n, double shift, double concept, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[5 * n];
    float[] scores = new float[2 * n];
    int[] truth = new int[n];
    for (int i = 0; i < n; i++) {
      double log = random.nextGaussian() + shift;
      double age = Math.rint(45 + 12 * random.nextGaussian());
      int channel = (int) (3 * Math.pow(random.nextDouble(), 1.5));
      int sex = random.nextInt(2);
      values[5 * i] = random.nextInt(50) == 0 ? Double.NaN : Math.exp(log);
      values[5 * i + 1] = age;
      values[5 * i + 2] = random.nextInt(10) < 8 ? 0 : random.nextExponential();
      values[5 * i + 3] = channel;
      values[5 * i + 4] = sex;
      double odds = 1.2 * log + 0.8 * (channel == 2 ? 1 : 0) - 0.8;
      double p = 1 / (1 + Math.exp(-odds));
      scores[2 * i] = (float) (1 - p);
      scores[2 * i + 1] = (float) p;
      truth[i] = random.nextDouble() < 1 / (1 + Math.exp(-odds - concept)) ? 1 : 0;
    }
    return new Traffic(Observed.of(new Rows(n, 5, values), scores), truth);
  }

  static Reference reference(int n) {
    Traffic t = traffic(n, 0, 0, 99);
    return Reference.of(SHAPE, t.observed(), t.truth(), 500, new Seed(1));
  }
}
