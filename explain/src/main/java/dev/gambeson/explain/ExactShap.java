package dev.gambeson.explain;

import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;
import java.util.List;

/// Interventional Shapley values of any scored model over its raw features, by asking about every
/// coalition (Shapley 1953): what KernelSHAP gives when it samples all of them. Asks the model
/// `2^features * background` rows for each row explained.
public final class ExactShap {
  /// Most raw features; beyond, use [PermutationShap].
  public static final int MAX_FEATURES = 16;

  private ExactShap() {}

  /// Explains the score of one class.
  ///
  /// @param classIndex the class
  /// @param background rows that absent features take their values from; at least one
  /// @param rows rows to explain
  public static Attribution explain(
      ScoredClassifier model, int classIndex, Rows background, Rows rows, Workers workers) {
    int features = rows.width();
    if (features > MAX_FEATURES) {
      throw new IllegalArgumentException(
          "%d features need %s coalitions; at most %d features are possible here"
              .formatted(features, Math.pow(2, features), MAX_FEATURES));
    }
    boolean[][] coalitions = coalitions(features);
    List<PermutationShap.Explained> parts =
        workers.map(
            rows.count(),
            r -> {
              SampledGame game = new SampledGame(model, classIndex, background, rows.row(r));
              double[] worths = game.worths(coalitions);
              return new PermutationShap.Explained(
                  shapley(worths, features), worths[worths.length - 1], worths[0], game.calls());
            });
    return PermutationShap.collect(
        "exact interventional Shapley values (every coalition) of the score of class "
            + model.classes().get(classIndex),
        SampledGame.describe(background),
        features,
        parts);
  }

  private static boolean[][] coalitions(int features) {
    boolean[][] all = new boolean[1 << features][features];
    for (int s = 0; s < all.length; s++) {
      for (int f = 0; f < features; f++) {
        all[s][f] = (s >> f & 1) != 0;
      }
    }
    return all;
  }

  private static double[] shapley(double[] worths, int features) {
    double[] weights = new double[features]; // s! (n-s-1)! / n! by size s
    weights[0] = 1.0 / features;
    for (int s = 1; s < features; s++) {
      weights[s] = weights[s - 1] * s / (features - s);
    }
    double[] values = new double[features];
    for (int s = 0; s < worths.length; s++) {
      for (int f = 0; f < features; f++) {
        if ((s >> f & 1) == 0) {
          values[f] += weights[Integer.bitCount(s)] * (worths[s | 1 << f] - worths[s]);
        }
      }
    }
    return values;
  }
}
