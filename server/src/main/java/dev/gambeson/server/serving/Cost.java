package dev.gambeson.server.serving;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// What a call of a model costs: a part per call and a part per row.
///
/// @param nanosPerCall for one row
/// @param nanosPerRow for each further one
public record Cost(double nanosPerCall, double nanosPerRow) {
  private static final int BLOCK = 64;
  private static final int CALLS = 2000;
  private static final long BUDGET_NANOS = 400_000_000;

  /// Whether a call with so many rows stays within a time.
  boolean fits(int rows, Duration limit) {
    return nanosPerCall + nanosPerRow * (rows - 1) <= limit.toNanos();
  }

  /// Asks the model again and again, until the compiler has seen it or 0.4 s have passed. The
  /// medians of the second halves: the first ones run interpreted.
  static Cost measure(ScoredClassifier model) {
    RandomGenerator random = new Seed(1).random(); // made-up rows: any will do
    Rows one = rows(model.features(), 1, random);
    Rows block = rows(model.features(), BLOCK, random);
    double single = median(model, one, CALLS);
    double many = median(model, block, CALLS / 8);
    return new Cost(single, Math.max(0, (many - single) / (BLOCK - 1)));
  }

  private static double median(ScoredClassifier model, Rows rows, int calls) {
    long[] times = new long[calls];
    int done = 0;
    long end = System.nanoTime() + BUDGET_NANOS / 2;
    long before = System.nanoTime();
    while (done < calls && (done < 2 || before < end)) {
      model.scores(rows);
      long after = System.nanoTime();
      times[done++] = after - before;
      before = after;
    }
    long[] second = Arrays.copyOfRange(times, done / 2, done);
    Arrays.sort(second);
    return second[second.length / 2];
  }

  private static Rows rows(FeatureSpace features, int count, RandomGenerator random) {
    double[] values = new double[Math.multiplyExact(count, features.width())];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (features.features().get(i % features.width())) {
            case Feature.Numeric n -> number(n, random);
            case Feature.Categorical c ->
                c.levels().isEmpty() ? -1 : random.nextInt(c.levels().size());
          };
    }
    return new Rows(count, features.width(), values);
  }

  private static double number(Feature.Numeric n, RandomGenerator random) {
    double low = Math.max(n.min(), -1e6);
    double high = Math.max(low, Math.min(n.max(), 1e6));
    double value = low + (high - low) * random.nextDouble();
    return n.integer() ? Math.rint(value) : value;
  }
}
