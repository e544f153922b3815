package dev.gambeson.explain;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;
import java.util.List;
import java.util.random.RandomGenerator;

/// Interventional Shapley values of any scored model over its raw features, estimated over random
/// orders of the features, each walked forwards and backwards (antithetic pairs; Mitchell et al.
/// 2022). Always additive; exact for models without interactions of three or more features; asks
/// the model `2 * pairs * (features + 1) * background` rows for each row explained.
///
/// Deterministic for a seed, on any number of threads.
public final class PermutationShap {
  private PermutationShap() {}

  /// One row's values.
  @SuppressWarnings("ArrayRecordComponent") // passed on once, inside the package
  record Explained(double[] values, double output, double expected, long calls) {}

  /// Explains the score of one class.
  ///
  /// @param classIndex the class
  /// @param background rows that absent features take their values from; at least one
  /// @param rows rows to explain
  /// @param pairs antithetic pairs of orders per row, at least 1
  public static Attribution explain(
      ScoredClassifier model,
      int classIndex,
      Rows background,
      Rows rows,
      int pairs,
      Seed seed,
      Workers workers) {
    if (pairs < 1 || background.count() < 1) {
      throw new IllegalArgumentException(
          "%d pairs over %d background rows".formatted(pairs, background.count()));
    }
    List<Explained> parts =
        workers.map(
            rows.count(),
            r -> {
              SampledGame game = new SampledGame(model, classIndex, background, rows.row(r));
              return walk(game, rows.width(), pairs, seed.child(r).random());
            });
    return collect(
        "permutation SHAP (%d antithetic pairs of orders, seed %d) of the score of class %s"
            .formatted(pairs, seed.value(), model.classes().get(classIndex)),
        SampledGame.describe(background),
        rows.width(),
        parts);
  }

  private static Explained walk(SampledGame game, int features, int pairs, RandomGenerator random) {
    double[] values = new double[features];
    double full = 0;
    double empty = 0;
    int[] order = identity(features);
    for (int pair = 0; pair < pairs; pair++) {
      Shuffles.shuffle(order, random);
      for (int direction = 0; direction < 2; direction++) {
        double[] worths = game.worths(prefixes(order));
        for (int i = 0; i < features; i++) {
          values[order[i]] += (worths[i + 1] - worths[i]) / (2 * pairs);
        }
        empty = worths[0];
        full = worths[features];
        reverse(order);
      }
    }
    return new Explained(values, full, empty, game.calls());
  }

  static int[] identity(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    return order;
  }

  private static void reverse(int[] order) {
    for (int i = 0, j = order.length - 1; i < j; i++, j--) {
      int held = order[i];
      order[i] = order[j];
      order[j] = held;
    }
  }

  private static boolean[][] prefixes(int[] order) {
    boolean[][] prefixes = new boolean[order.length + 1][order.length];
    for (int i = 0; i < order.length; i++) {
      prefixes[i + 1] = prefixes[i].clone();
      prefixes[i + 1][order[i]] = true;
    }
    return prefixes;
  }

  static Attribution collect(String method, String background, int width, List<Explained> parts) {
    double[] values = new double[parts.size() * width];
    double[] outputs = new double[parts.size()];
    long calls = 0;
    for (int row = 0; row < outputs.length; row++) {
      Explained part = parts.get(row);
      System.arraycopy(part.values(), 0, values, row * width, width);
      outputs[row] = part.output();
      calls += part.calls();
    }
    double expected = parts.isEmpty() ? Double.NaN : parts.getFirst().expected();
    return Attribution.checked(method, background, width, values, outputs, expected, calls);
  }
}
