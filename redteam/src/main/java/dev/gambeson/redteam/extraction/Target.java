package dev.gambeson.redteam.extraction;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// The model under theft, what the thief holds, and the rows a copy is judged on: the test rows,
/// dealt into two halves.
///
/// @param model the model
/// @param lookalike the thief's own rows: as the real ones, unlabelled
/// @param exam rows nobody asks about before the copy is judged
/// @param answers the model's answers there
@SuppressWarnings("ArrayRecordComponent") // a bulk buffer
record Target(ScoredClassifier model, Rows lookalike, Rows exam, int[] answers) {
  private static final int EXAM_ROWS = 10_000;

  static Target of(ScoredClassifier model, Rows test, float[] scores, int most, Seed seed) {
    int[] order = Shuffles.shuffled(test.count(), seed.random());
    int half = test.count() / 2;
    int[] own = Arrays.copyOf(order, Math.min(half, most));
    int[] exam = Arrays.copyOfRange(order, half, Math.min(order.length, half + EXAM_ROWS));
    int[] all = ScoredClassifier.argMax(scores, model.classes().size());
    int[] answers = Arrays.stream(exam).map(i -> all[i]).toArray();
    return new Target(model, test.select(own), test.select(exam), answers);
  }

  int classes() {
    return model.classes().size();
  }

  Agreement judge(int[] copy) {
    return Agreement.of(answers, copy, classes());
  }

  /// Rows that somebody draws who knows only the valid ranges and levels: uniform in each feature,
  /// whole numbers where only they are valid.
  static Rows fromRanges(FeatureSpace space, int n, Seed seed) {
    RandomGenerator random = seed.random();
    double[] values = new double[n * space.width()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (space.features().get(i % space.width())) {
            case Feature.Numeric f -> draw(f, random);
            case Feature.Categorical c ->
                c.levels().isEmpty() ? -1 : random.nextInt(c.levels().size());
          };
    }
    return new Rows(n, space.width(), values);
  }

  private static double draw(Feature.Numeric f, RandomGenerator random) {
    double v = f.min() + random.nextDouble() * (f.max() - f.min());
    return f.integer() ? Math.clamp(Math.rint(v), f.min(), f.max()) : v;
  }
}
