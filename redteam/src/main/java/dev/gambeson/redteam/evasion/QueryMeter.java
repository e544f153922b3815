package dev.gambeson.redteam.evasion;

import dev.gambeson.core.model.ScoredClassifier;

/// Counts every row asked of a model, per attacked row, and never lets one exceed its budget. Asks
/// in blocks of a fixed size, so that a runtime whose rounding depends on the batch answers the
/// same on any number of threads. Not thread-safe: one per chunk of rows.
final class QueryMeter {
  private static final int BLOCK = 512;

  private final ScoredClassifier model;
  private final int budget;
  private final int[] used;

  QueryMeter(ScoredClassifier model, int rows, int budget) {
    this.model = model;
    this.budget = budget;
    this.used = new int[rows];
  }

  int used(int row) {
    return used[row];
  }

  int remaining(int row) {
    return budget - used[row];
  }

  int classes() {
    return model.classes().size();
  }

  /// Predicted classes.
  int[] labels(Questions questions) {
    charge(questions);
    int[] labels = new int[questions.size()];
    for (int from = 0; from < labels.length; from += BLOCK) {
      int to = Math.min(labels.length, from + BLOCK);
      System.arraycopy(model.labels(questions.rows(from, to)), 0, labels, from, to - from);
    }
    return labels;
  }

  /// Scores, row-major.
  float[] scores(Questions questions) {
    charge(questions);
    int k = classes();
    float[] scores = new float[questions.size() * k];
    for (int from = 0; from < questions.size(); from += BLOCK) {
      int to = Math.min(questions.size(), from + BLOCK);
      System.arraycopy(
          model.scores(questions.rows(from, to)), 0, scores, from * k, (to - from) * k);
    }
    return scores;
  }

  private void charge(Questions questions) {
    for (int i = 0; i < questions.size(); i++) {
      if (++used[questions.owner(i)] > budget) {
        throw new IllegalStateException("an attack asked more than its budget of " + budget);
      }
    }
  }
}
