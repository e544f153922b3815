package dev.gambeson.explain;

import dev.gambeson.core.data.Rows;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.core.model.ScoredClassifier;
import java.nio.ByteBuffer;

/// The game that any scored model plays for one row: a coalition of raw features keeps the row's
/// values, the rest come from each background row in turn, and the worth is the mean score of one
/// class. Counts the rows scored.
final class SampledGame {
  private static final int MOST_ROWS = 4096; // scored at once

  private final ScoredClassifier model;
  private final int classIndex;
  private final Rows background;
  private final double[] row;
  private long calls;

  SampledGame(ScoredClassifier model, int classIndex, Rows background, double[] row) {
    this.model = model;
    this.classIndex = classIndex;
    this.background = background;
    this.row = row;
  }

  long calls() {
    return calls;
  }

  /// The worth of each coalition.
  ///
  /// @param present per coalition, which features keep the row's values
  double[] worths(boolean[][] present) {
    double[] worths = new double[present.length];
    int step = Math.max(1, MOST_ROWS / background.count());
    for (int from = 0; from < present.length; from += step) {
      worths(present, from, Math.min(present.length, from + step), worths);
    }
    return worths;
  }

  private void worths(boolean[][] present, int from, int to, double[] worths) {
    int width = background.width();
    int others = background.count();
    double[] mixed = new double[(to - from) * others * width];
    int at = 0;
    for (int c = from; c < to; c++) {
      for (int other = 0; other < others; other++) {
        for (int f = 0; f < width; f++) {
          mixed[at++] = present[c][f] ? row[f] : background.at(other, f);
        }
      }
    }
    int k = model.classes().size();
    float[] scores = model.scores(new Rows((to - from) * others, width, mixed));
    calls += (long) (to - from) * others;
    for (int c = from; c < to; c++) {
      double sum = 0;
      for (int other = 0; other < others; other++) {
        sum += scores[((c - from) * others + other) * k + classIndex];
      }
      worths[c] = sum / others;
    }
  }

  /// How results name the background.
  static String describe(Rows background) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * background.values().length);
    bytes.asDoubleBuffer().put(background.values());
    String hash = Sha256.of(bytes.array()).substring(0, 12);
    return "%d rows, SHA-256 %s".formatted(background.count(), hash);
  }
}
