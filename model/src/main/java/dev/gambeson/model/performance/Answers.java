package dev.gambeson.model.performance;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.core.stats.Roc;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/// A model's scores of some rows, beside the truth.
///
/// @param truth true class per row
/// @param scores row-major, `classes` per row
/// @param classes number of classes
@SuppressWarnings("ArrayRecordComponent") // bulk columns, passed along without copies
record Answers(int[] truth, float[] scores, int classes) {
  private static final double SMALLEST = 1e-7; // of float32 scores, so that log loss stays finite

  int size() {
    return truth.length;
  }

  double score(int row, int c) {
    return scores[row * classes + c];
  }

  int[] predicted() {
    return ScoredClassifier.argMax(scores, classes);
  }

  long rowsOf(int c) {
    return Arrays.stream(truth).filter(t -> t == c).count();
  }

  /// Why nothing can be said about these answers, if so.
  Optional<String> unusable() {
    for (int i = 0; i < scores.length; i++) {
      if (Float.isNaN(scores[i])) {
        return Optional.of(
            "the model answers row %d with NaN; a score must be a number"
                .formatted(i / classes + 1));
      }
    }
    long present = Arrays.stream(truth).distinct().count();
    return present < 2
        ? Optional.of(
            "all %d test rows are of one class: give test data that holds at least two"
                .formatted(size()))
        : Optional.empty();
  }

  /// Whether the scores of every row are non-negative and sum to one.
  boolean probabilities() {
    for (int i = 0; i < size(); i++) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        if (score(i, c) < -1e-6) {
          return false;
        }
        sum += score(i, c);
      }
      if (Math.abs(sum - 1) > 1e-3) {
        return false;
      }
    }
    return true;
  }

  /// One class against the rest.
  Roc roc(int c) {
    boolean[] positive = new boolean[size()];
    double[] own = new double[size()];
    for (int i = 0; i < size(); i++) {
      positive[i] = truth[i] == c;
      own[i] = score(i, c);
    }
    return Roc.of(own, positive);
  }

  /// Counts by true class and predicted class.
  long[][] confusion() {
    long[][] counts = new long[classes][classes];
    int[] predicted = predicted();
    for (int i = 0; i < size(); i++) {
      counts[truth[i]][predicted[i]]++;
    }
    return counts;
  }

  long right() {
    int[] predicted = predicted();
    return IntStream.range(0, size()).filter(i -> predicted[i] == truth[i]).count();
  }

  Estimate accuracy(String name) {
    return Intervals.wilson(name, right(), size());
  }

  /// Minus the log of the score of the true class, per row, in nats.
  double[] logLosses() {
    return IntStream.range(0, size())
        .mapToDouble(i -> -Math.log(Math.clamp(score(i, truth[i]), SMALLEST, 1.0)))
        .toArray();
  }

  /// Brier's score per row: squared distance to the truth; for two classes of the second class's
  /// probability only, which is half the general sum.
  double[] brierScores() {
    return IntStream.range(0, size()).mapToDouble(this::brier).toArray();
  }

  private double brier(int row) {
    double sum = 0;
    for (int c = classes == 2 ? 1 : 0; c < classes; c++) {
      double distance = score(row, c) - (truth[row] == c ? 1 : 0);
      sum += distance * distance;
    }
    return sum;
  }
}
