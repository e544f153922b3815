package dev.gambeson.data.screen.influence;

import dev.gambeson.core.data.Rows;
import dev.gambeson.data.learn.Logistic;

/// What a model makes of reference rows.
///
/// @param losses log loss per row, at most 10
/// @param right whether the most probable class is the label
/// @param probabilities class probabilities per row
@SuppressWarnings("ArrayRecordComponent") // one value a row, internal
record Scores(double[] losses, boolean[] right, Rows probabilities) {
  private static final double MOST = 10; // so that no single row decides

  static Scores of(Logistic model, Rows rows, int[] labels) {
    Rows p = model.probabilities(rows);
    double[] losses = new double[labels.length];
    boolean[] right = new boolean[labels.length];
    for (int i = 0; i < labels.length; i++) {
      losses[i] = Math.min(MOST, -StrictMath.log(Math.max(1e-300, p.at(i, labels[i]))));
      int best = 0;
      for (int k = 1; k < p.width(); k++) {
        best = p.at(i, k) > p.at(i, best) ? k : best;
      }
      right[i] = best == labels[i];
    }
    return new Scores(losses, right, p);
  }

  double accuracy() {
    int hits = 0;
    for (boolean r : right) {
      hits += r ? 1 : 0;
    }
    return (double) hits / right.length;
  }

  double loss() {
    double sum = 0;
    for (double l : losses) {
      sum += l;
    }
    return sum / losses.length;
  }
}
