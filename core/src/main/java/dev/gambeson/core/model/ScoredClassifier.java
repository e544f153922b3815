package dev.gambeson.core.model;

import dev.gambeson.core.data.Rows;

/// A model that also gives a score per class.
public interface ScoredClassifier extends Classifier {
  /// Scores, row-major, `rows.count() * classes().size()`: non-negative and summing to one per row
  /// for a probabilistic model. Float32, as models compute them.
  float[] scores(Rows rows);

  /// The class with the highest score; of equals, the later one (a binary score of exactly 0.5
  /// means the positive class, as in scikit-learn's `score >= 0.5`).
  @Override
  default int[] labels(Rows rows) {
    return argMax(scores(rows), classes().size());
  }

  /// Index of the highest of each `k` consecutive scores; of equals, the later one.
  static int[] argMax(float[] scores, int k) {
    int[] labels = new int[scores.length / k];
    for (int i = 0; i < labels.length; i++) {
      int best = 0;
      for (int c = 1; c < k; c++) {
        if (scores[i * k + c] >= scores[i * k + best]) {
          best = c;
        }
      }
      labels[i] = best;
    }
    return labels;
  }
}
